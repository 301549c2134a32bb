// Builds static/vendor/ from the packages of package.json: Tabler cut down to the classes in use, one script with
// htmx and tinykeys, one with SortableJS, a sprite of the icons in use, the licences, and vendor.lock with the sha256 of each file.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";
import safelist, { ours } from "./safelist.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "static", "vendor");
const modules = join(here, "node_modules");
const SKIPPED = new Set(["node_modules", "vendor", "tests", "migrations", "staticfiles", "data", "locale", "docs"]);

function filesUnder(folder, wanted) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || SKIPPED.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path, wanted);
    return wanted.test(entry.name) ? [path] : [];
  });
}

const read = (path) => readFileSync(path, "utf8");
const templates = filesUnder(join(root, "templates"), /\.html$/).map(read);
const scripts = filesUnder(join(root, "static"), /\.js$/).map(read);
const ownStyles = filesUnder(join(root, "static"), /\.css$/).map(read);
const python = filesUnder(root, /\.py$/).map(read);
const offered = read(join(root, "docs", "frontend.md")); // what the page says can be used is there

/** Only what stands between quotes: a Python name such as `row` is no class. */
const quoted = (source) => [...source.matchAll(/"([^"\n]*)"|'([^'\n]*)'/g)].map((m) => m[1] ?? m[2]).join(" ");

/** Tabler offers several ways to switch the theme; the pages use data-bs-theme on <html> alone. */
const OTHER_THEME_SWITCH = /\[data-theme|data-bs-navbar-theme|\.theme-dark|body\[data-bs-theme|\.navbar-dark/;

function keepOneThemeSwitch(css) {
  css.walkRules((rule) => {
    if (rule.parent.name === "keyframes") return;
    const kept = rule.selectors.filter((selector) => !OTHER_THEME_SWITCH.test(selector));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
}

/** data-bs-theme="system" gets the dark rules while the browser prefers dark: no script, no flash. */
function followTheBrowser(css) {
  css.walkRules(/\[data-bs-theme=dark\]/, (rule) => {
    if (rule.parent.name === "media") return;
    const dark = rule.selectors.filter((selector) => selector.includes("[data-bs-theme=dark]"));
    const copy = rule.clone({ selectors: dark.map((s) => s.replaceAll("=dark]", "=system]")) });
    const media = postcss.atRule({ name: "media", params: "(prefers-color-scheme: dark)" });
    rule.after(media.append(copy));
  });
}

/** Drops custom properties that neither the remaining rules nor our own files read. */
function dropUnusedProperties(css, readers) {
  const names = (text) => [...text.matchAll(/var\(\s*(--[\w-]+)/g)].map((m) => m[1]);
  const ours = readers.flatMap(names);
  for (let dropped = true; dropped; ) {
    const used = new Set([...ours, ...names(css.toString())]);
    dropped = false;
    css.walkDecls(/^--/, (declaration) => {
      if (used.has(declaration.prop)) return;
      declaration.remove();
      dropped = true;
    });
  }
  css.walkRules((rule) => void (rule.nodes.length === 0 && rule.remove()));
}

const classesOf = (css) =>
  [...new Set([...css.replace(/\{[^{}]*\}/g, "{}").matchAll(/\.(-?[A-Za-z_](?:[\w-]|\\.)*)/g)].map((m) => m[1].replace(/\\/g, "")))].sort();

async function styles() {
  const full = postcss.parse(read(join(modules, "@tabler/core/dist/css/tabler.css")));
  full.walkComments((comment) => void comment.remove());
  writeFileSync(join(here, "tabler-classes.txt"), classesOf(full.toString()).join("\n") + "\n");
  keepOneThemeSwitch(full);
  followTheBrowser(full);
  const [purged] = await new PurgeCSS().purge({
    css: [{ raw: full.toString() }],
    content: [...templates, ...scripts, offered, ...python.map(quoted)].map((raw) => ({ raw, extension: "html" })),
    defaultExtractor: (content) => content.match(/[\w:/.-]+/g) ?? [],
    keyframes: true,
    safelist,
    blocklist: ours,
  });
  const css = postcss.parse(purged.css);
  dropUnusedProperties(css, [...ownStyles, ...templates]);
  const { code } = await transform(css.toString(), { loader: "css", minify: true, target: "esnext" });
  const banner = "/*! Tabler 1.6.1, MIT, https://tabler.io, cut down: see LICENSES.txt */\n";
  writeFileSync(join(out, "tabler.css"), banner + code);
}

async function script(name, banner) {
  await build({
    entryPoints: [join(here, `${name}.mjs`)],
    outfile: join(out, `${name}.js`),
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    banner: { js: `/*! ${banner}: see LICENSES.txt */` },
  });
}

function iconNames() {
  const used = /\{%\s*icon\s+["']([\w-]+)["']|\bicon=["']([\w-]+)["']/g;
  const found = [...templates, ...python, ...scripts].flatMap((text) => [...text.matchAll(used)].map((m) => m[1] ?? m[2]));
  const listed = read(join(here, "icons.txt")).split("\n").filter((line) => /^[a-z0-9-]+$/.test(line));
  return [...new Set([...found, ...listed])].sort();
}

function sprite() {
  const path = (name) => join(modules, "@tabler/icons/icons/outline", `${name}.svg`);
  const unknown = iconNames().filter((name) => !existsSync(path(name)));
  if (unknown.length) throw new Error(`No icon of this name: ${unknown.join(", ")}`);
  const symbols = iconNames().map((name) => {
    const shapes = read(path(name)).replace(/<!--[\s\S]*?-->/g, "").match(/<svg[^>]*>([\s\S]*)<\/svg>/)[1];
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
  });
  writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

function licences() {
  const texts = [
    ["@tabler/core", join(here, "licences", "tabler-core.txt")],
    ["@tabler/icons", join(modules, "@tabler/icons/LICENSE")],
    ["htmx.org", join(modules, "htmx.org/LICENSE")],
    ["sortablejs", join(modules, "sortablejs/LICENSE")],
    ["tinykeys", join(modules, "tinykeys/LICENSE")],
  ];
  const versions = JSON.parse(read(join(here, "package.json"))).dependencies;
  const parts = texts.map(([name, path]) => `${name} ${versions[name]}\n${"=".repeat(72)}\n${read(path).trim()}\n`);
  writeFileSync(join(out, "LICENSES.txt"), parts.join("\n\n"));
}

function lock() {
  const lines = readdirSync(out).sort().map((name) => {
    const sum = createHash("sha256").update(readFileSync(join(out, name))).digest("hex");
    return `${sum}  ${name}\n`;
  });
  writeFileSync(join(out, "vendor.lock"), lines.join(""));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await styles();
await script("vendor", "htmx 2.0.11 (0BSD), tinykeys 4.0.0 (MIT)");
await script("sortable", "SortableJS 1.15.7 (MIT)"); // the pipeline board only
sprite();
licences();
lock();
for (const name of readdirSync(out)) console.log(relative(root, join(out, name)), readFileSync(join(out, name)).length);

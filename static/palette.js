// The palette: a dialog that finds records and commands while one types. crm.js loads this module with its first
// use (Ctrl+K, "/", or the search button); without script the button is a link to the search page.
const WAIT = 120;
let dialog, field, hits, page;
let asked = 0;
let timer;

export async function open(opener, typedAhead) {
  page = opener.href;
  dialog ??= await fetched(opener);
  if (dialog.open) return;
  dialog.showModal();
  field.value = typedAhead();
  field.focus();
  suggest();
}

async function fetched({ dataset }) {
  const [answer] = await Promise.all([fetch(dataset.palette), styled(dataset.paletteStyle)]);
  if (!answer.ok || answer.redirected) throw new Error("signed out");
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const made = holder.content.querySelector("dialog");
  document.body.append(made);
  field = made.querySelector(".palette-field");
  hits = made.querySelector("[data-hits]");
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(suggest, WAIT); });
  made.addEventListener("keydown", pressed);
  made.addEventListener("click", (event) => { if (event.target.closest(".palette-hit") && !event.ctrlKey && !event.metaKey) made.close(); });
  hits.addEventListener("pointermove", ({ target }) => mark(target.closest(".palette-hit")));
  return made;
}

function styled(address) {
  if ([...document.styleSheets].some(({ href }) => href?.endsWith(address))) return Promise.resolve();
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: address });
  document.head.append(link);
  return new Promise((done) => { link.onload = link.onerror = done; });
}

async function suggest() {
  clearTimeout(timer);
  const turn = ++asked;
  const address = new URL(dialog.dataset.url, location.href);
  address.searchParams.set("q", field.value);
  const answer = await fetch(address).catch(() => null);
  const html = answer?.ok && !answer.redirected ? await answer.text() : null;
  if (turn !== asked) return;
  if (html === null) { location.assign(page); return; } // the page says what is wrong
  hits.innerHTML = html;
  hits.dataset.text = field.value;
  mark(options()[0]);
  dialog.querySelector("[data-said]").textContent = hits.querySelector("[data-count]").dataset.count;
}

const options = () => [...hits.querySelectorAll(".palette-hit")];
const chosen = () => hits.querySelector("[aria-selected=true]");

function mark(option) {
  if (!option) return field.removeAttribute("aria-activedescendant");
  for (const other of options()) other.setAttribute("aria-selected", String(other === option));
  field.setAttribute("aria-activedescendant", option.id);
}

async function pressed(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const all = options();
    const option = all.at((all.indexOf(chosen()) + step) % all.length);
    mark(option);
    option?.scrollIntoView({ block: "nearest" });
  }
  if (event.key !== "Enter" || event.target !== field || event.isComposing) return;
  event.preventDefault();
  const anew = event.ctrlKey || event.metaKey;
  const tab = anew ? window.open("about:blank", "_blank") : null; // asked for at once, or it is held for a pop-up
  if (hits.dataset.text !== field.value) await suggest();
  follow(chosen(), tab);
}

function follow(option, tab) {
  if (tab && option?.href) tab.location = option.href;
  else {
    tab?.close();
    option?.click();
  }
}

// What every page needs in the browser, and the only file that knows the names of htmx events:
// CSRF, toasts, menus, dialogs, forms, keys, and where the focus goes after a swap.
"use strict";

(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const isShown = (element) => element.checkVisibility();
  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

  // --- Telling the person something ---------------------------------------------------------------

  const toasts = one("#toasts");
  const texts = one("#toast-template").dataset;

  function announce(text) {
    const live = one("#live");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }

  function toast(text) {
    const note = one("#toast-template").content.firstElementChild.cloneNode(true);
    one(".toast-text", note).textContent = text;
    toasts.append(note);
  }

  // Each toast lives as long as its CSS animation, which stands still under the pointer and the focus.
  toasts.addEventListener("animationend", (event) => {
    if (event.animationName === "toast-life") event.target.remove();
  });
  toasts.addEventListener("click", (event) => {
    if (event.target.closest("[data-toast-close]")) event.target.closest("[data-toast]").remove();
  });

  // --- htmx ---------------------------------------------------------------------------------------

  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = cookie("csrftoken") ?? "";
    if (detail.elt.closest("[data-filter]")) dropEmpty(detail.formData);
  });

  function dropEmpty(values) {
    for (const [name, value] of [...values.entries()]) if (value === "") values.delete(name);
  }

  let waiting = 0;
  const showProgress = (change) => {
    waiting = Math.max(0, waiting + change);
    one("#progress").hidden = waiting === 0;
  };
  // What asks by itself again and again (data-poll) neither shows that it does nor takes the focus.
  const isPoll = (element) => element.matches("[data-poll]");
  document.addEventListener("htmx:beforeSend", ({ detail }) => { if (!isPoll(detail.elt)) showProgress(1); });
  document.addEventListener("htmx:afterRequest", ({ detail }) => { if (!isPoll(detail.elt)) showProgress(-1); });

  // A broken rule (409) is a message about the page, never a part of it.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.xhr.status !== 409) return;
    detail.target = toasts;
    detail.swapOverride = "beforeend";
  });

  const errorTexts = { 401: texts.signedOut, 403: texts.refused, 404: texts.missing };
  document.addEventListener("htmx:responseError", ({ detail }) => {
    toast(errorTexts[detail.xhr.status] ?? texts.failed);
  });
  document.addEventListener("htmx:sendError", () => toast(texts.offline));

  document.addEventListener("htmx:afterSwap", () => bindKeys());
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    const part = detail.elt;
    if (toasts.contains(part)) return;
    const spoken = one("[data-announce]", part);
    if (spoken) announce(spoken.textContent.trim());
    if (!isPoll(part)) restoreFocus(part);
    bindKeys();
  });

  /** To where the answer says, else to the changed part when the focused element was swapped away. */
  function restoreFocus(part) {
    const wanted = one("[data-focus]", part);
    if (wanted) return wanted.focus();
    if (document.activeElement !== document.body || !part.isConnected) return;
    if (!part.matches("a, button, input, select, textarea, [tabindex]")) part.tabIndex = -1;
    part.focus({ preventScroll: true });
  }

  // --- Menus (native popovers) and dialogs ----------------------------------------------------------

  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.(".menu[popover]")) return;
    const button = all(`[popovertarget="${menu.id}"]`).find(isShown);
    button?.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState !== "open" || !button) return;
    place(menu, button);
    if (button.matches(":focus-visible")) one(".menu-item, input, select", menu)?.focus();
  }, true);

  // A style sheet of its own: htmx copies attributes in a swap, and the policy forbids style="".
  const placing = new CSSStyleSheet();
  document.adoptedStyleSheets.push(placing);

  function place(menu, button) {
    const at = button.getBoundingClientRect();
    const gap = 4;
    const below = at.bottom + gap + menu.offsetHeight <= innerHeight;
    const top = below ? at.bottom + gap : at.top - gap - menu.offsetHeight;
    const fromLeft = at.left + menu.offsetWidth <= innerWidth - gap;
    const left = fromLeft ? at.left : at.right - menu.offsetWidth;
    const inset = `${Math.max(gap, top)}px auto auto ${Math.max(gap, left)}px`;
    placing.replaceSync(`.menu:popover-open { inset: ${inset}; }`);
  }

  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".menu[popover]");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!menu || !step || event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    const items = all(".menu-item", menu).filter(isShown);
    items.at((items.indexOf(event.target) + step) % items.length)?.focus();
  });

  // `command` and `commandfor` are native in new browsers; the older ones get them here.
  if (!("command" in HTMLButtonElement.prototype)) {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[commandfor]");
      const dialog = button && document.getElementById(button.getAttribute("commandfor"));
      if (!dialog) return;
      if (button.getAttribute("command") === "close") dialog.close();
      else dialog.showModal();
    });
  }
  document.addEventListener("click", ({ target }) => {
    if (target.closest(".menu-item[command]")) target.closest("[popover]").hidePopover();
  });

  // A list that one goes back to is shown where one left it; lists.js reads this.
  document.addEventListener("click", ({ target }) => {
    const back = target.closest("[data-list-back]");
    if (back) sessionStorage.setItem("list:back", back.pathname + back.search);
  });

  // Where tabs are wider than the screen, the one that is open is in sight.
  one(".nav-tabs .active")?.scrollIntoView({ inline: "nearest", block: "nearest" });

  // --- Forms --------------------------------------------------------------------------------------

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-form]")) return;
    if (form.getAttribute("aria-busy") === "true") event.preventDefault();
    else form.setAttribute("aria-busy", "true");
  });
  const release = () => all("form[aria-busy]").forEach((form) => form.removeAttribute("aria-busy"));
  addEventListener("pageshow", release);
  document.addEventListener("htmx:afterRequest", release);
  document.addEventListener("input", ({ target }) => {
    const form = target.closest("[data-form]");
    if (form) form.dataset.changed = "";
  });

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-form]");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) form.requestSubmit();
    if (event.key === "Escape" && !event.defaultPrevented) leave(event.target);
  });

  /** Esc leaves the field first; only then, and only when nothing was changed, the form. */
  function leave(element) {
    if (one("dialog[open], :popover-open")) return;
    if (element.matches("input, select, textarea")) return element.blur();
    const cancel = one("[data-cancel]");
    if (cancel && !("changed" in cancel.closest("form").dataset)) cancel.click();
  }

  // --- Keys ---------------------------------------------------------------------------------------

  const TYPING = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
  const singleKeys = document.body.dataset.singleKeys !== "off";
  const ignored = (event) =>
    event.repeat || event.isComposing || event.target.matches(TYPING) || one("dialog[open], :popover-open") !== null;

  const fixedKeys = {
    "[Shift]+?": () => one("#keys-help")?.showModal(),
    "[Shift]+/": (event) => {
      const field = all("[data-search]").find(isShown);
      event.preventDefault();
      if (field) field.select();
      else openPalette();
    },
    j: () => walk(1),
    k: () => walk(-1),
  };

  function walk(step) {
    const rows = all("[data-row]").filter(isShown);
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const row = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step];
    if (!row) return;
    (one(".row-link", row) ?? row).focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function press(key, event) {
    const element = all(`[data-key="${CSS.escape(key)}"]`).filter(isShown).at(-1);
    if (!element) return;
    event.preventDefault();
    if (element.matches(TYPING)) element.focus();
    else element.click();
  }

  let unbind = () => {};
  function bindKeys() {
    unbind();
    // The first match wins, so sequences ("g k") come before the single keys that end them ("k").
    const known = all("[data-key]").map(({ dataset }) => dataset.key).filter((key) => singleKeys || key.includes("+"));
    const keys = known.sort((a, b) => b.length - a.length);
    const own = Object.fromEntries(keys.map((key) => [key, (event) => press(key, event)]));
    unbind = window.tinykeys(window, { ...own, ...(singleKeys ? fixedKeys : {}) }, { ignore: ignored });
  }

  // --- The palette, whose script comes with its first use, and what is remembered as opened ---------

  const opener = one("[data-palette]");

  let typedAhead = null; // what is typed before the palette is there belongs into it

  async function openPalette() {
    if (!opener || typedAhead !== null || one("dialog[open]")) return;
    typedAhead = "";
    const loaded = await import(opener.dataset.paletteScript).then(({ open }) => open(opener, () => typedAhead)).catch(() => false);
    typedAhead = null;
    if (loaded === false) location.assign(opener.href);
  }

  addEventListener("keydown", (event) => {
    if (typedAhead === null || one("dialog[open]") || event.ctrlKey || event.metaKey) return;
    if (event.key.length === 1) typedAhead += event.key;
    else if (event.key === "Backspace") typedAhead = typedAhead.slice(0, -1);
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  document.addEventListener("keydown", (event) => {
    const asked = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!asked || !opener) return;
    event.preventDefault();
    openPalette();
  });
  opener?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openPalette();
  });

  const { opened, openedUrl } = one("main")?.dataset ?? {};
  if (opened) {
    const said = new FormData();
    const [kind, pk] = opened.split(" ");
    for (const [name, value] of Object.entries({ kind, pk, csrfmiddlewaretoken: cookie("csrftoken") ?? "" })) said.append(name, value);
    navigator.sendBeacon(openedUrl, said);
  }

  // --- Start --------------------------------------------------------------------------------------

  bindKeys();
  one(".error-summary")?.focus();
  const waitingTexts = all(".toast-text", toasts).map((note) => note.textContent.trim());
  if (waitingTexts.length) announce(waitingTexts.join(" "));
})();

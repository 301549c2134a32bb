// Ticking rows of a list: by pointer, by touch and by keys (x, Shift for a range), and the bar with what can be done to
// them. What is ticked stays so while one turns the pages of the list. The bar is a plain form, so without this file it
// works for the rows ticked on the page.
"use strict";

(() => {
  const results = document.getElementById("results");
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const boxes = () => all("[data-select]", results);
  const bar = () => one("[data-bulk]", results);

  const most = Number(bar()?.dataset.most ?? 0);

  let kept = new Set(); // keys of the rows ticked on this and other pages of the list
  let anchor = null;
  let told = "";

  // --- What is ticked -------------------------------------------------------------------------------

  function mark(box, checked) {
    box.checked = checked && (kept.has(box.value) || kept.size < most);
    if (box.checked) kept.add(box.value);
    else kept.delete(box.value);
  }

  function tick(box, checked, range) {
    const rows = boxes();
    const from = range && anchor ? rows.indexOf(anchor) : -1;
    const to = rows.indexOf(box);
    const first = from < 0 ? to : Math.min(from, to);
    for (const each of rows.slice(first, Math.max(from, to) + 1)) mark(each, checked);
    anchor = box;
    takeView(false);
  }

  /** All of the view is meant, not only the rows that can be seen. */
  function takeView(whole) {
    const field = one("[data-bulk-view]", bar());
    field.disabled = !whole;
    if (whole) for (const box of boxes()) mark(box, true);
    keep();
    show();
  }

  const wholeView = () => !one("[data-bulk-view]", bar()).disabled;

  function show() {
    const form = bar();
    const here = boxes().filter((box) => box.checked).length;
    const everything = one("[data-bulk-all]", form);
    form.toggleAttribute("data-on", kept.size > 0);
    const text = wholeView() ? everything.dataset.text : counted(form.dataset, here);
    one("[data-bulk-count]", form).textContent = text;
    if (everything) everything.hidden = wholeView() || here < boxes().length;
    const head = one("[data-select-page]", results);
    head.checked = here > 0 && here === boxes().length;
    head.indeterminate = here > 0 && !head.checked;
    if (kept.size > 0 || told) announce(text);
    told = kept.size > 0 ? text : "";
  }

  function counted({ none, full, selected, elsewhere }, here) {
    const away = kept.size - here;
    const text = kept.size === 0 ? none : kept.size >= most ? full : away ? elsewhere : selected;
    return text.replace("%n", kept.size).replace("%m", away);
  }

  function announce(text) {
    if (text === told) return;
    const live = document.getElementById("live");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }

  function clear() {
    kept.clear();
    for (const box of boxes()) box.checked = false;
    takeView(false);
  }

  // --- Over the pages of one list: another filter or order, and coming from elsewhere, begins anew ----

  const stored = (work) => { try { return work(); } catch { return null; } };

  /** The list whatever its page, as the server reads its address. */
  function place() {
    const view = new URLSearchParams(one("[name=view]", bar()).value);
    view.delete("cursor");
    return `${bar().getAttribute("action")}?${view}`;
  }

  function keep() {
    if (kept.size) stored(() => sessionStorage.setItem("bulk", JSON.stringify([place(), wholeView(), ...kept])));
    else forget();
  }

  const forget = () => stored(() => sessionStorage.removeItem("bulk"));

  const isFromHere = () => performance.getEntriesByType("navigation")[0]?.type !== "navigate"
    || document.referrer.split("?")[0] === location.origin + location.pathname;
  if (!isFromHere()) forget();

  function restore() {
    const [where, whole, ...keys] = stored(() => JSON.parse(sessionStorage.getItem("bulk"))) ?? [];
    const isHere = where === place();
    kept = new Set(isHere ? keys : []);
    for (const box of boxes()) box.checked = kept.has(box.value);
    takeView(isHere && whole);
  }

  // --- Pointer and touch ----------------------------------------------------------------------------

  results.addEventListener("click", (event) => {
    const box = event.target.closest("[data-select]");
    if (box) return tick(box, box.checked, event.shiftKey);
    if (event.target.closest("[data-select-page]")) return tickPage(event.target.checked);
    if (event.target.closest("[data-bulk-all]")) return takeView(true);
    if (event.target.closest("[data-bulk-clear]")) return clear();
    const ask = event.target.closest("[data-bulk-do], [data-bulk-ask]");
    if (ask && !event.ctrlKey && !event.metaKey && !event.shiftKey) askFor(ask, event);
  });
  // A range must not mark the text between its ends.
  results.addEventListener("mousedown", (event) => {
    if (event.shiftKey && event.target.closest(".cell-select")) event.preventDefault();
  });

  function tickPage(checked) {
    for (const box of boxes()) mark(box, checked);
    takeView(false);
  }

  /** The form in the dialog; posted for, since an address does not hold a thousand keys. */
  function askFor(element, event) {
    event.preventDefault();
    const into = { target: "#bulk-dialog-body", swap: "innerHTML" };
    const link = element.getAttribute("href");
    if (link) return window.htmx.ajax("get", link, into);
    const chosen = wholeView() ? { all: "1" } : { ids: [...kept].join() };
    const values = { ask: "1", view: one("[name=view]", bar()).value, ...chosen };
    window.htmx.ajax("post", element.getAttribute("formaction") ?? bar().getAttribute("action"), { ...into, values });
  }

  // --- The dialog -------------------------------------------------------------------------------------

  function watchDialog() {
    const dialog = document.getElementById("bulk-dialog");
    const body = document.getElementById("bulk-dialog-body");
    if (!dialog || dialog.dataset.watched) return;
    dialog.dataset.watched = "";
    new MutationObserver(() => {
      if (!body.firstElementChild) return;
      if (!dialog.open) dialog.showModal();
      const field = "select, input:not([type=hidden]), textarea, button[type=submit]";
      (one(".error-summary", body) ?? one(field, body))?.focus();
    }).observe(body, { childList: true });
    dialog.addEventListener("close", () => body.replaceChildren());
    // A file that is sent leaves the page as it is.
    dialog.addEventListener("submit", (event) => {
      if (event.target.matches("[data-download]")) setTimeout(() => dialog.close(), 100);
      else forget();
    });
  }

  // --- Keys -------------------------------------------------------------------------------------------

  function press(event, range) {
    const row = document.activeElement?.closest("[data-row]");
    const box = row && one("[data-select]", row);
    if (!box) return;
    event.preventDefault();
    tick(box, range ? true : !box.checked, range);
  }

  const keys = {
    x: (event) => press(event, false),
    X: (event) => press(event, true),
    e: (event) => {
      if (!kept.size) return;
      event.preventDefault();
      one("[data-bulk-do]", bar()).focus({ focusVisible: true });
    },
    Escape: (event) => {
      if (!kept.size) return;
      event.preventDefault();
      clear();
    },
  };

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || !bar() || event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    if (event.key.length === 1 && document.body.dataset.singleKeys === "off") return;
    if (one("dialog[open], :popover-open") || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    act(event);
  });

  // --- Start, also of a part of the page and of a page that the browser restored ----------------------

  function begin() {
    anchor = null;
    watchDialog();
    if (bar()) restore();
  }
  new MutationObserver(begin).observe(results, { childList: true });
  addEventListener("pageshow", begin);
  begin();
})();

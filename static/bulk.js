// Ticking rows of a list: by pointer, by touch and by keys (x, Shift for a range), and the bar with what can be done to
// them. The bar is a plain form, so without this file it works for the rows ticked on the page.
"use strict";

(() => {
  const results = document.getElementById("results");
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const boxes = () => all("[data-select]", results);
  const bar = () => one("[data-bulk]", results);

  let anchor = null;
  let told = "";

  // --- What is ticked -------------------------------------------------------------------------------

  function tick(box, checked, range) {
    const rows = boxes();
    const from = range && anchor ? rows.indexOf(anchor) : -1;
    const to = rows.indexOf(box);
    const first = from < 0 ? to : Math.min(from, to);
    for (const each of rows.slice(first, Math.max(from, to) + 1)) each.checked = checked;
    anchor = box;
    takeView(false);
  }

  /** All of the view is meant, not only the rows that can be seen. */
  function takeView(whole) {
    const field = one("[data-bulk-view]", bar());
    field.disabled = !whole;
    if (whole) for (const box of boxes()) box.checked = true;
    show();
  }

  const wholeView = () => !one("[data-bulk-view]", bar()).disabled;
  const ticked = () => boxes().filter((box) => box.checked);

  function show() {
    const form = bar();
    if (!form) return;
    const many = ticked().length;
    const everything = one("[data-bulk-all]", form);
    form.toggleAttribute("data-on", many > 0);
    const text = wholeView() ? everything.dataset.text : many ? form.dataset.selected.replace("%n", many) : form.dataset.none;
    one("[data-bulk-count]", form).textContent = text;
    if (everything) everything.hidden = wholeView() || many < boxes().length;
    const head = one("[data-select-page]", results);
    head.checked = many > 0 && many === boxes().length;
    head.indeterminate = many > 0 && !head.checked;
    if (many > 0 || told) announce(text);
    told = many > 0 ? text : "";
  }

  function announce(text) {
    if (text === told) return;
    const live = document.getElementById("live");
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }

  function clear() {
    for (const box of boxes()) box.checked = false;
    takeView(false);
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
    for (const box of boxes()) box.checked = checked;
    takeView(false);
  }

  /** The form of the address, in the dialog. */
  function askFor(element, event) {
    event.preventDefault();
    const link = element.getAttribute("href");
    const sent = link ? "" : new URLSearchParams(new FormData(bar()));
    if (sent && wholeView()) sent.delete("ids");
    const action = element.getAttribute("formaction") ?? bar().getAttribute("action");
    const address = link ?? `${action}?${sent}`;
    window.htmx.ajax("get", address, { target: "#bulk-dialog-body", swap: "innerHTML" });
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
      if (!ticked().length) return;
      event.preventDefault();
      one("[data-bulk-do]", bar()).focus({ focusVisible: true });
    },
    Escape: (event) => {
      if (!ticked().length) return;
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

  // --- Start: a new page of the list begins without ticks, and one that the browser restored shows its ticks --------

  function begin() {
    anchor = null;
    watchDialog();
    if (bar()) show();
  }
  new MutationObserver(begin).observe(results, { childList: true });
  addEventListener("pageshow", begin);
  begin();
})();

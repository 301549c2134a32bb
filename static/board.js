// The pipeline board: moving the card in focus by key, walking between columns, and asking why a deal was lost.
// Menus and forms are plain HTML and work without this file; every way posts the same form.
"use strict";

(() => {
  const results = document.getElementById("results");
  const dialog = document.getElementById("move-dialog");
  const body = document.getElementById("move-dialog-body");
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const card = () => document.activeElement?.closest("[data-row]");

  // --- The board keeps its place when its content is exchanged ------------------------------------

  let scrolled = 0;
  results.addEventListener("scroll", (event) => {
    if (event.target.matches("[data-board]")) scrolled = event.target.scrollLeft;
  }, true);
  new MutationObserver(() => {
    dialog.close();
    const board = one("[data-board]", results);
    if (board && board.scrollLeft !== scrolled) board.scrollLeft = scrolled;
  }).observe(results, { childList: true });

  // --- Losing needs a reason: the form of the link, in a dialog, which also shows what is refused ---

  new MutationObserver(() => {
    if (!body.firstElementChild) return;
    if (!dialog.open) dialog.showModal();
    (one(".error-summary", body) ?? one("select, input:not([type=hidden])", body))?.focus();
  }).observe(body, { childList: true });
  dialog.addEventListener("close", () => body.replaceChildren());

  results.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-ask]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    window.htmx.ajax("get", link.getAttribute("href"), { target: body, swap: "innerHTML" });
  });

  // --- Keys -----------------------------------------------------------------------------------------

  function openMenu() {
    const button = one("[data-move]", card() ?? document.createElement("i"));
    const menu = button && document.getElementById(button.getAttribute("popovertarget"));
    if (!menu) return;
    button.focus({ focusVisible: true });
    menu.showPopover();
    one(".menu-item", menu)?.focus();
  }

  function step(where) {
    const button = one(`[data-step="${where}"]`, card() ?? document.createElement("i"));
    button?.click();
  }

  function across(by) {
    const columns = all(".board-column", results);
    const at = columns.findIndex((column) => column.contains(document.activeElement));
    const row = Math.max(0, at < 0 ? 0 : all("[data-row]", columns[at]).indexOf(card()));
    for (let next = at < 0 ? 0 : at + by; next >= 0 && next < columns.length; next += by) {
      const cards = all("[data-row]", columns[next]);
      if (cards.length) return show(cards[Math.min(row, cards.length - 1)]);
    }
  }

  function along(by) {
    const column = document.activeElement?.closest(".board-column");
    const cards = column ? all("[data-row]", column) : [];
    const next = cards[cards.indexOf(card()) + by];
    if (next) show(next);
  }

  function show(next) {
    one(".row-link", next).focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  const keys = {
    m: openMenu,
    "[": () => step("before"),
    "]": () => step("after"),
    ArrowLeft: () => across(-1),
    ArrowRight: () => across(1),
    ArrowUp: () => along(-1),
    ArrowDown: () => along(1),
  };

  // event.key is the character, so "[" and "]" are found on every layout (AltGr on a Swedish one).
  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    const isLetter = event.key.length === 1;
    const modified = event.metaKey || (!event.getModifierState("AltGraph") && (event.ctrlKey || event.altKey));
    if (!act || modified || event.repeat || event.isComposing) return;
    if (isLetter && document.body.dataset.singleKeys === "off") return;
    if (one("dialog[open], :popover-open") || event.target.matches("input, select, textarea")) return;
    if (!isLetter && !card()) return;
    event.preventDefault();
    act();
  });
})();

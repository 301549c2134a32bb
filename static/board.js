// The pipeline board: a card moves by drag, menu or key, always by the same post; asking why a deal was lost;
// walking between columns. Without this file the button of a card opens a page that asks where to.
"use strict";

(() => {
  const results = document.getElementById("results");
  const dialog = document.getElementById("move-dialog");
  const body = document.getElementById("move-dialog-body");
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const card = () => document.activeElement?.closest("[data-row]");
  const columnOf = (element) => element?.closest(".board-column");

  // --- The board keeps its place when its content is exchanged ------------------------------------

  let scrolled = 0;
  results.addEventListener("scroll", (event) => {
    if (event.target.matches("[data-board]")) scrolled = event.target.scrollLeft;
  }, true);
  new MutationObserver(() => {
    dialog.close();
    const board = one("[data-board]", results);
    if (board && board.scrollLeft !== scrolled) board.scrollLeft = scrolled;
    makeDraggable();
  }).observe(results, { childList: true });

  // --- Moving: one post, and the board as it is then comes back -----------------------------------

  const filters = () => location.search.slice(1);
  const moveUrl = (moved) => one("[data-move]", moved).formAction;

  /** `putBack` is called when the card did not move, with the reason told by a message or the dialog. */
  async function move(moved, choice, putBack = () => {}) {
    const values = { to: choice.dataset.to, seen: moved.dataset.seen ?? columnOf(moved).dataset.stage, back: filters() };
    if ("asks" in choice.dataset) {
      putBack();
      return window.htmx.ajax("get", moveUrl(moved), { target: body, swap: "innerHTML", values });
    }
    moved.setAttribute("aria-busy", "true");
    const answered = await window.htmx
      .ajax("post", moveUrl(moved), { target: results, swap: "innerHTML show:none", values })
      .then(() => true, () => false);
    if (!moved.isConnected) return;
    moved.removeAttribute("aria-busy");
    putBack();
    if (answered && !body.firstElementChild) refresh(moved.id);
  }

  /** Somebody else may have changed what is shown: the true state, with the focus where it was. */
  async function refresh(id) {
    await window.htmx.ajax("get", location.pathname + location.search, { target: results, swap: "innerHTML show:none" });
    one(`#${id} .row-link`)?.focus();
  }

  // --- Losing needs a reason: the form in a dialog, which also shows what is refused ----------------

  new MutationObserver(() => {
    if (!body.firstElementChild) return;
    if (!dialog.open) dialog.showModal();
    (one(".error-summary", body) ?? one("select, input:not([type=hidden])", body))?.focus();
  }).observe(body, { childList: true });
  let asking = "";
  dialog.addEventListener("close", () => {
    body.replaceChildren();
    if (document.activeElement === document.body) one(`#${asking} .row-link`)?.focus();
  });

  // --- The menu: one for all cards ------------------------------------------------------------------

  results.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (button) {
      event.preventDefault();
      openMenu(button);
    }
    const choice = event.target.closest("[data-menu] [data-to]");
    if (choice) choose(choice);
  });

  function openMenu(button) {
    const menu = one("[data-menu]", results);
    if (menu.matches(":popover-open")) return menu.hidePopover();
    all("[popovertarget]", results).forEach((other) => other.removeAttribute("popovertarget"));
    button.setAttribute("popovertarget", menu.id);
    const here = columnOf(button).dataset.stage;
    all("[data-to]", menu).forEach((item) => { item.hidden = item.dataset.to === here; });
    menu.showPopover();
  }

  function choose(choice) {
    const moved = one(`[popovertarget="${choice.closest("[data-menu]").id}"]`, results).closest("[data-row]");
    choice.closest("[popover]").hidePopover();
    asking = moved.id;
    move(moved, choice);
  }

  // --- Dragging: a touch has to rest a moment first, so that scrolling stays scrolling --------------

  function makeDraggable() {
    if (!window.Sortable || !one("[data-drops]", results)) return;
    for (const list of all("[data-cards]", results)) {
      window.Sortable.create(list, {
        group: "deals",
        draggable: "[data-movable]",
        filter: "[data-move]",
        preventOnFilter: false,
        sort: false,
        forceFallback: true,
        fallbackOnBody: true,
        fallbackTolerance: 5,
        delay: 300,
        delayOnTouchOnly: true,
        touchStartThreshold: 8,
        scrollSensitivity: 80,
        onStart: started,
        onEnd: dropped,
      });
    }
  }

  let from = null;
  function started({ item }) {
    from = { list: item.parentElement, next: item.nextElementSibling };
    item.dataset.seen = columnOf(item).dataset.stage;
    document.body.classList.add("is-dragging");
  }

  function dropped({ item, to }) {
    document.body.classList.remove("is-dragging");
    const { list, next } = from;
    if (to === list) return;
    const putBack = () => list.insertBefore(item, next?.parentElement === list ? next : null);
    asking = item.id;
    move(item, to.dataset.to ? to : choiceOf(columnOf(to).dataset.stage), putBack);
  }

  const choiceOf = (stage) => one(`[data-menu] [data-to="${stage}"]`, results);

  // --- Keys -----------------------------------------------------------------------------------------

  function menuByKey() {
    const button = one("[data-move]", card() ?? document.createElement("i"));
    if (!button) return;
    button.focus({ focusVisible: true });
    openMenu(button);
    one("[data-menu] .menu-item:not([hidden])", results).focus();
  }

  function step(by) {
    const moved = card();
    if (!moved || !("movable" in moved.dataset)) return;
    const columns = all(".board-column", results);
    const next = columns[columns.indexOf(columnOf(moved)) + by];
    if (next) move(moved, choiceOf(next.dataset.stage));
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
    const cards = all("[data-row]", columnOf(card()) ?? document.createElement("i"));
    const next = cards[cards.indexOf(card()) + by];
    if (next) show(next);
  }

  function show(next) {
    one(".row-link", next).focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  const keys = {
    m: menuByKey,
    "[": () => step(-1),
    "]": () => step(1),
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

  makeDraggable();
})();

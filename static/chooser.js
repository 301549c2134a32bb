// A text field that names a record (data-chooser="address"): the server suggests, the list works by
// keys and pointer (the combobox pattern of ARIA). Without this script one types the name.
"use strict";

(() => {
  const WAIT = 120;
  const lists = new WeakMap();
  let asked = 0;

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches?.("[data-chooser]") && !lists.has(target)) equip(target);
  });

  function equip(field) {
    const list = document.createElement("ul");
    list.id = `${field.id}-list`;
    list.className = "chooser-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.labels[0]?.textContent.trim() ?? "");
    list.hidden = true;
    field.after(list);
    lists.set(field, list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]])
      field.setAttribute(name, value);
    let timer;
    field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => suggest(field), WAIT); });
    field.addEventListener("keydown", (event) => pressed(event, field, list));
    field.addEventListener("blur", () => close(field));
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    list.addEventListener("click", ({ target }) => choose(field, target.closest("[role=option]")));
  }

  async function suggest(field) {
    const turn = ++asked;
    const url = new URL(field.dataset.chooser, location.href);
    url.searchParams.set("q", field.value);
    const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok ? await answer.text() : "";
    if (turn !== asked || document.activeElement !== field) return;
    const list = lists.get(field);
    list.innerHTML = html;
    [...list.children].forEach((option, at) => { option.id = `${list.id}-${at}`; });
    if (list.children.length) open(field, list);
    else close(field);
  }

  function open(field, list) {
    list.style.top = `${field.offsetTop + field.offsetHeight + 4}px`;
    list.style.left = `${field.offsetLeft}px`;
    list.style.minWidth = `${field.offsetWidth}px`;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
  }

  function close(field) {
    asked += 1; // an answer that is still on its way comes too late
    lists.get(field).hidden = true;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function pressed(event, field, list) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (list.hidden) {
      if (step) { event.preventDefault(); suggest(field); }
      return;
    }
    if (step) { event.preventDefault(); mark(field, list, step); }
    if (event.key === "Escape") { event.preventDefault(); close(field); }
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      choose(field, list.querySelector("[aria-selected=true]") ?? list.firstElementChild);
    }
  }

  function mark(field, list, step) {
    const options = [...list.children];
    const now = options.findIndex((option) => option.ariaSelected === "true");
    const next = options.at(now < 0 && step < 0 ? -1 : (now + step) % options.length);
    options.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
    field.setAttribute("aria-activedescendant", next.id);
    next.scrollIntoView({ block: "nearest" });
  }

  function choose(field, option) {
    if (!option) return;
    field.value = option.dataset.value;
    close(field);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
})();

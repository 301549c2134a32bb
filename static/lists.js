// Lists: the dialog of the filter builder, long choices narrowed down, and the place that one had
// in a list when one comes back to it.
"use strict";

(() => {
  const dialog = document.getElementById("list-dialog");
  const body = document.getElementById("list-dialog-body");

  // --- The dialog opens when its content has come, and forgets it when it closes ---------------------

  if (dialog && body) {
    new MutationObserver(() => {
      if (!body.firstElementChild || dialog.open) return;
      dialog.showModal();
      (body.querySelector("[data-focus], select, input:not([type=hidden])"))?.focus();
    }).observe(body, { childList: true });
    dialog.addEventListener("close", () => body.replaceChildren());
    dialog.addEventListener("click", (event) => {
      const cancel = event.target.closest(".form-actions a.btn");
      if (!cancel || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      dialog.close();
    });
  }

  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[data-narrow]")) return;
    const text = target.value.trim().toLowerCase();
    for (const label of target.parentElement.querySelectorAll("label"))
      label.hidden = !label.textContent.toLowerCase().includes(text);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("[data-narrow]")) event.preventDefault();
  });

  // --- The place in the list -----------------------------------------------------------------------

  const results = document.getElementById("results");
  if (!results) return;
  const key = () => `list:${location.pathname}${location.search}`;
  const stored = (work) => { try { return work(); } catch { return null; } };

  addEventListener("pagehide", () => stored(() => sessionStorage.setItem(key(), JSON.stringify({ top: scrollY, pk: opened }))));
  let opened = "";
  results.addEventListener("click", ({ target }) => {
    opened = target.closest("[data-row]")?.dataset.pk ?? "";
  });

  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward"
    || stored(() => sessionStorage.getItem("list:back")) === location.pathname + location.search;
  stored(() => sessionStorage.removeItem("list:back"));
  const before = cameBack && stored(() => JSON.parse(sessionStorage.getItem(key())));
  if (before) {
    scrollTo(0, before.top);
    results.querySelector(`[data-pk="${CSS.escape(before.pk)}"] .row-link`)?.focus({ preventScroll: true });
  }
})();

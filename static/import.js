// The upload of an import: dropping the file, its size before it is sent, and how far it is.
// Without this script the form is sent as it is.
"use strict";

(() => {
  const ready = (form) => {
    const field = form.querySelector("input[type=file]");
    const zone = form.querySelector("[data-drop]");
    const error = form.querySelector("[data-upload-error]");
    const progress = form.querySelector("[data-upload-progress]");
    const bar = progress.querySelector("progress");

    const tell = (text) => {
      error.textContent = text;
      error.hidden = text === "";
      progress.hidden = true;
      form.removeAttribute("aria-busy");
    };
    const isTooLarge = () => field.files.length > 0 && field.files[0].size > Number(form.dataset.limit);

    for (const name of ["dragover", "dragenter"])
      zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
    for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("is-over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!event.dataTransfer.files.length) return;
      field.files = event.dataTransfer.files;
      field.focus();
    });
    field.addEventListener("change", () => tell(isTooLarge() ? form.dataset.tooLarge : ""));

    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (isTooLarge()) return tell(form.dataset.tooLarge);
      error.hidden = true;
      progress.hidden = false;
      send(form, bar, tell);
    });
  };

  function send(form, bar, tell) {
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("error", () => tell(form.dataset.broken));
    request.addEventListener("load", () => {
      if (request.status === 200) location.assign(request.responseURL);
      else if (![409, 422].includes(request.status)) tell(form.dataset.broken);
      else show(request.responseText);
    });
    request.open("POST", form.action || location.href);
    request.send(new FormData(form));
  }

  /** The answer is the same page with its errors, or a page that says why not. */
  function show(html) {
    const answer = new DOMParser().parseFromString(html, "text/html");
    document.querySelector("main").replaceWith(answer.querySelector("main"));
    document.querySelectorAll("form[data-upload]").forEach(ready);
    const wanted = document.querySelector(".error-summary") ?? document.querySelector("main");
    wanted.focus();
  }

  document.querySelectorAll("form[data-upload]").forEach(ready);
})();

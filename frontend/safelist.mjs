// Classes that no file of ours spells out: the ones crispy-bootstrap5 writes, and the families whose
// members components put together ("bg-" + tone + "-lt").
// Plain elements are kept as well: which of them a page uses is no business of the build.
export default {
  standard: [
    "a", "abbr", "address", "blockquote", "button", "caption", "code", "dd", "details", "dialog", "dl", "dt", "em", "fieldset",
    "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "input", "kbd", "label", "legend", "li", "mark",
    "ol", "optgroup", "option", "p", "pre", "progress", "select", "small", "strong", "sub", "summary", "sup", "svg", "table",
    "tbody", "td", "textarea", "tfoot", "th", "thead", "time", "tr", "ul",
    "accordion", "alert", "alert-danger", "asteriskField", "btn-group", "col-form-label", "form-check", "form-check-inline",
    "form-check-input", "form-check-label", "form-control", "form-hint", "form-label", "form-select", "form-switch", "form-text",
    "input-group", "input-group-text", "invalid-feedback", "is-invalid", "mb-3", "requiredField", "row", "visually-hidden",
  ],
  deep: [],
  greedy: [/^bg-(green|red|orange|yellow|blue|azure|purple|gray)-lt$/, /^alert-(info|success|warning|danger)$/, /^data-bs-theme$/],
};

// Names that our own style sheets define from the ground up: Tabler's rules for them would only interfere.
export const ours = ["columns-2", "columns-3", "empty-icon", "empty-title", "figure", "nav-item", "page", "skip-link", "steps"];

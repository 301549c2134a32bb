// Classes that no file of ours spells out: the ones crispy-bootstrap5 writes, and the families whose
// members components put together ("bg-" + tone + "-lt").
export default {
  standard: [
    "accordion", "alert", "alert-danger", "asteriskField", "btn-group", "col-form-label", "form-check", "form-check-inline",
    "form-check-input", "form-check-label", "form-control", "form-hint", "form-label", "form-select", "form-switch", "form-text",
    "input-group", "input-group-text", "invalid-feedback", "is-invalid", "mb-3", "requiredField", "row", "visually-hidden",
  ],
  deep: [],
  greedy: [/^bg-(green|red|orange|yellow|blue|azure|purple|gray)-lt$/, /^alert-(info|success|warning|danger)$/, /^data-bs-theme$/],
};

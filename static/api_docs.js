"use strict";

// The API's description as Swagger UI shows it; requests tried there carry the session's token.
const place = document.getElementById("api-docs");
const { theme } = place.dataset;
const isDark = theme === "system" ? matchMedia("(prefers-color-scheme: dark)").matches : theme === "dark";
document.documentElement.classList.toggle("dark-mode", isDark);

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (new URL(request.url, location.href).origin === location.origin) {
      request.headers["X-CSRFToken"] = place.dataset.token;
    }
    return request;
  },
});

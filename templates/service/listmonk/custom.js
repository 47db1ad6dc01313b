{# The same link for those who cannot put files on the server: Settings, Appearance, Public, Custom JavaScript. #}
(() => {
  const show = () => {
    const heading = document.querySelector("h2");
    if (!heading || !location.pathname.includes("/subscription/optin/") || document.querySelector("form")) return;
    const link = document.createElement("a");
    link.href = {{ ebook.get|tojson }};
    link.textContent = "Get the ebook";
    heading.parentNode.append(link);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();

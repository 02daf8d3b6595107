// Ties the forms of a page to what the package for signing in does with passkeys, and says so where the browser would not.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("passkey_trouble").hidden = false;
});
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = "passkey_button";
  const ids = { add: button, login: button, authenticate: button, passwordless: "id_passwordless", data: "js_data" };
  const credential = form.querySelector("[name=credential]").id;
  window.allauth.webauthn.forms[form.dataset.passkey]({ ids: { ...ids, credential } });
}

// Passkeys: a form with data-passkey asks the browser for one and posts what it answers. Without this script, or in a
// browser without passkeys, everything marked data-needs-passkey stays hidden and the password does.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const plain = (credential) => {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"])
    if (response[name]) said[name] = text(response[name]);
  if (response.getTransports) said.transports = response.getTransports();
  return {
    id: credential.id, rawId: text(credential.rawId), type: credential.type, response: said,
    authenticatorAttachment: credential.authenticatorAttachment ?? null,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
};

const add = ({ publicKey }, form) => {
  const alone = form.querySelector("[name=passwordless]")?.checked ?? false;
  const authenticatorSelection = {
    ...publicKey.authenticatorSelection, residentKey: alone ? "required" : "discouraged", requireResidentKey: alone,
    ...(alone ? { userVerification: "required" } : {}),
  };
  return navigator.credentials.create({ publicKey: {
    ...publicKey, authenticatorSelection, challenge: bytes(publicKey.challenge),
    user: { ...publicKey.user, id: bytes(publicKey.user.id) }, excludeCredentials: withIds(publicKey.excludeCredentials),
  } });
};

const use = ({ publicKey }) => navigator.credentials.get({ publicKey: {
  ...publicKey, challenge: bytes(publicKey.challenge), allowCredentials: withIds(publicKey.allowCredentials),
} });

const optionsOf = async (form) => {
  if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return (await answer.json()).request_options;
};

const ask = async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const wrong = form.querySelector("[role=alert]");
  wrong.hidden = true;
  try {
    const options = await optionsOf(form);
    const credential = await (form.dataset.passkey === "add" ? add(options, form) : use(options));
    form.querySelector("[name=credential]").value = JSON.stringify(plain(credential));
    form.submit();
  } catch {
    wrong.hidden = false;
  }
};

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-needs-passkey]")) part.hidden = false;
  for (const form of document.querySelectorAll("form[data-passkey]")) form.addEventListener("submit", ask);
}

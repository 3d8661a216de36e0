// Does what the form with data-passkey asks for (WebAuthn Level 3), and sends the form with what came of it.
const form = document.querySelector('form[data-passkey]');
const faults = [...form.querySelectorAll('[data-fault]')];
const isCreation = form.dataset.passkey === 'create';

const show = name => {
  for (const fault of faults) {
    fault.hidden = fault.dataset.fault !== name;
  }
};

const ask = () => {
  const options = JSON.parse(form.dataset.options);
  return isCreation
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
};

const run = async () => {
  show('');
  if (typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON !== 'function') {
    show('unsupported');
    return;
  }
  try {
    const credential = await ask();
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    HTMLFormElement.prototype.submit.call(form);
  } catch (error) {
    show(error.name === 'InvalidStateError' ? 'known' : 'cancelled');
  }
};

form.addEventListener('submit', event => {
  event.preventDefault();
  run();
});

// Whoever came here by a link wants nothing else.
if (form.dataset.atOnce === 'yes') {
  run();
}

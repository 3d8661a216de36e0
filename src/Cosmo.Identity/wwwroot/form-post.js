// Sends the authorization response of a form_post page on its way; without JavaScript the button does it.
// The prototype's submit is called because a parameter named "submit" would hide the form's own.
HTMLFormElement.prototype.submit.call(document.forms[0]);

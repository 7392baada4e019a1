/** Leaves the page by posting a form, as some wallets want it. */
export function postForm(document: Document, action: string, fields: Readonly<Record<string, string>>): void {
  const form = Object.assign(document.createElement('form'), {method: 'post', action, hidden: true});
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
  }
  document.body.append(form);
  // Through the prototype: a field may be called `submit`.
  (document.defaultView ?? window).HTMLFormElement.prototype.submit.call(form);
  form.remove();
}

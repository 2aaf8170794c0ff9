/** Makes a text field as high as its text, where the browser does not do so itself (`field-sizing` in CSS). */
const isNative = CSS.supports('field-sizing', 'content');

export const fitHeight = (field: HTMLTextAreaElement): void => {
  if (isNative) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
};

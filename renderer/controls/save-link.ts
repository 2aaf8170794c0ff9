/** Lets the browser save what an address leads to: it does so on a press of a link alone. */
export const saveFrom = (address: string, fileName: string): void => {
  const link = document.createElement('a');
  link.href = address;
  link.download = fileName;
  link.click();
};

/** Names a chat after its first message. */

const longestTitle = 60;

/** The first line that says something, without Markdown's marks, cut at a word's end. */
export const titleOf = (text: string): string => {
  const line =
    text
      .split('\n')
      .map((part) => part.replace(/^[\s#>*`~-]+/, '').trim())
      .find((part) => part !== '') ?? 'New chat';
  if (line.length <= longestTitle) return line;
  const cut = line.slice(0, longestTitle);
  const space = cut.lastIndexOf(' ');
  return `${(space > longestTitle / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
};

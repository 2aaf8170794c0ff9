/** Names for code that is saved as a file. */

/** The usual extension of each language, by the names that models write behind a fence. */
const extensions: Readonly<Record<string, string>> = {
  bash: 'sh',
  'c#': 'cs',
  'c++': 'cpp',
  clojure: 'clj',
  console: 'sh',
  csharp: 'cs',
  dockerfile: 'dockerfile',
  elixir: 'ex',
  erlang: 'erl',
  fsharp: 'fs',
  golang: 'go',
  graphql: 'graphql',
  haskell: 'hs',
  javascript: 'js',
  julia: 'jl',
  kotlin: 'kt',
  latex: 'tex',
  makefile: 'mk',
  markdown: 'md',
  mermaid: 'mmd',
  'objective-c': 'm',
  objectivec: 'm',
  ocaml: 'ml',
  perl: 'pl',
  plaintext: 'txt',
  powershell: 'ps1',
  python: 'py',
  ruby: 'rb',
  rust: 'rs',
  shell: 'sh',
  text: 'txt',
  typescript: 'ts',
  yaml: 'yml',
};
/** Languages whose name is their extension. */
const sameName =
  /^(?:asm|bat|c|cpp|cs|css|csv|dart|diff|go|h|hpp|html|ini|java|js|json|jsonl|jsx|kt|less|log|lua|m|md|php|pl|proto|ps1|py|r|rb|rs|scala|scss|sh|sql|svelte|svg|swift|tex|toml|ts|tsx|txt|vue|xml|yml|zig|zsh)$/;

/** Characters of a first line that is searched for a name. */
const longestLine = 200;

/** A name for a file with this code: the one in the comment on its first line, or else one with the extension of its language. */
export const fileNameFor = (code: string, language: string | null): string => {
  const named = nameInComment(code);
  if (named !== null) return named;
  const known = language?.toLowerCase() ?? '';
  const extension = Object.hasOwn(extensions, known)
    ? extensions[known]
    : sameName.test(known)
      ? known
      : 'txt';
  return `code.${extension}`;
};

/** The name in a first line that is nothing but a comment with a path: `// src/app.ts`, `# app.py`, `<!-- index.html -->`. */
const nameInComment = (code: string): string | null => {
  const end = code.indexOf('\n');
  const line = code.slice(0, end === -1 ? longestLine : Math.min(end, longestLine)).trim();
  const [, path] =
    /^(?:\/\/|#|--|;|%|\/\*|<!--)\s*(?:file(?:name)?:\s*)?([\w./\\-]+)\s*(?:\*\/|-->)?$/i.exec(line) ?? [];
  const name = path?.split(/[/\\]/).at(-1);
  return name !== undefined && /^\w[\w.-]{0,78}\.[a-z]\w{0,9}$/i.test(name) ? name : null;
};

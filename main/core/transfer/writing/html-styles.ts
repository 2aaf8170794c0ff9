/** The styles of exported HTML: the window's colours and measures, both themes, and print. */
export const styles = `
:root { color-scheme: light dark; --ground: #fcfbf9; --text: #24211e; --quiet: #6b655f; --line: #e2ddd6; --raised: #f3f0eb; --link: #1a5f94; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #181614; --text: #e9e5e0; --quiet: #a39c94; --line: #36322d; --raised: #23201d; --link: #8fc1ea; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 46rem; background: var(--ground); color: var(--text);
  font: 1rem/1.6 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.3; }
section + section { margin-top: 4rem; padding-top: 2rem; border-top: 1px solid var(--line); }
.about, .exported, .figures { margin: 0.25rem 0 1.5rem; color: var(--quiet); font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
article { margin: 1.5rem 0; }
article > h2 { margin: 0 0 0.25rem; color: var(--quiet); font-size: 0.8125rem; font-weight: 600; }
.said { white-space: pre-wrap; padding: 0.625rem 0.875rem; border-radius: 0.5rem; background: var(--raised); }
.said + .said { margin-top: 0.5rem; }
.text > :first-child { margin-top: 0; }
.text h1, .text h2, .text h3 { font-size: 1.0625rem; line-height: 1.4; }
.thoughts { margin: 0.5rem 0 1rem; padding-inline-start: 0.875rem; border-inline-start: 2px solid var(--line); color: var(--quiet); }
summary { cursor: pointer; }
pre { padding: 0.75rem 0.875rem; border-radius: 0.5rem; background: var(--raised); white-space: pre-wrap; font-size: 0.875rem; }
code { font-family: ui-monospace, monospace; font-size: 0.9em; }
blockquote { margin-inline: 0; padding-inline-start: 0.875rem; border-inline-start: 2px solid var(--line); color: var(--quiet); }
table { border-collapse: collapse; display: block; max-width: 100%; overflow-x: auto; }
th, td { padding: 0.25rem 0.625rem; border: 1px solid var(--line); text-align: start; }
a { color: var(--link); }
.figures { margin: 0.5rem 0 0; }
@media print {
  :root { --ground: #fff; --text: #000; --quiet: #444; --line: #bbb; --raised: #f5f5f5; --link: #000; color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  section + section { break-before: page; border: 0; margin: 0; padding: 0; }
  h1, h2, .figures { break-after: avoid; }
  .figures { break-before: avoid; break-after: auto; }
  pre, table, tr { break-inside: avoid; }
}
`;

/** Colours code by its language; see highlight.css for the colours. */
import type { ElementContent, RootContent } from 'hast';
import { common, createLowlight } from 'lowlight';
import type { ReactNode } from 'react';

const lowlight = createLowlight(common);

/** More than this is shown plain: colouring it would hold the window up. */
const longestCode = 100_000;

/** The language's name as its fence gives it, if it can be coloured. */
const knownLanguage = (language: string | null): string | null =>
  language !== null && lowlight.registered(language.toLowerCase()) ? language.toLowerCase() : null;

export const highlighted = (code: string, language: string | null): ReactNode => {
  const known = knownLanguage(language);
  if (known === null || code.length > longestCode) return code;
  return lowlight.highlight(known, code).children.map(toNode);
};

const toNode = (node: RootContent | ElementContent, key: number): ReactNode => {
  if (node.type === 'text') return node.value;
  if (node.type !== 'element') return null;
  const names = node.properties['className'];
  return (
    <span key={key} className={Array.isArray(names) ? names.join(' ') : undefined}>
      {node.children.map(toNode)}
    </span>
  );
};

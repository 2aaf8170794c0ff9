/** Finds texts for the user in the source of the window, with the parser that Vite uses. */
import { parseSync } from 'vite';

export interface LiteralText {
  /** Line in the source, from 1. */
  line: number;
  /** The text; each embedded expression of a template is replaced by "…". */
  text: string;
}

interface Node {
  type: string;
  start: number;
  [part: string]: unknown;
}

/** Attributes that people see or hear, on elements and on components of the window. */
const shownAttributes =
  /^(?:aria-(?:label|description|roledescription|valuetext|placeholder)|title|placeholder|alt|.*[lL]abel|hint|empty|heading|text|words)$/;
/** Attributes whose strings are code: classes, drawing, identifiers. */
const codeAttributes =
  /^(?:className|.*Class|style|d|viewBox|transform|points|id|key|role|type|rel|sizes|media|data-.*|aria-(?:live|current|haspopup|controls|describedby|labelledby))$/;
/** Functions whose arguments are code, or an error for developers. */
const codeCalls =
  /^(?:querySelector(?:All)?|closest|matches|matchMedia|getElementById|Error|RegExp|startsWith|endsWith|includes|addEventListener|setData|getData)$/;
/** Names of keys, CSS fonts, lists of selectors, class names and the HTTP scheme of a token. */
const codeStrings =
  /^(?:Enter|Escape|Tab|Backspace|Home|End|(?:Page|Arrow)(?:Up|Down|Left|Right)|Key[A-Z]|(?:Mac|Win).*|…px …|[a-z]+(?:, [a-z]+)+|[\w-]+(?: is-[\w…-]+)+|Bearer …)$/;

const hasLetter = (text: string): boolean => /\p{L}/u.test(text);
/** True for a text of two words or more, for a word beside an embedded value, and for one word in sentence case. */
const isProse = (text: string): boolean =>
  !codeStrings.test(text) &&
  (/\p{L}[\p{L}’'…,.:;)\]]* +[(\p{L}…“]/u.test(text) ||
    /… \p{Ll}{2,}/u.test(text) ||
    /^\p{Lu}\p{Ll}/u.test(text));

/** Texts for the user that `source` itself holds: JSX text, attributes that are shown, and prose in any string. */
export const literalTexts = (file: string, source: string): LiteralText[] =>
  textsIn(file, source, (text, isShown) => (isShown ? hasLetter(text) : isProse(text)));

/** All strings and templates of a file of the catalogue, where every one of them is a text. */
export const catalogueTexts = (file: string, source: string): LiteralText[] =>
  textsIn(file, source, hasLetter);

const textsIn = (
  file: string,
  source: string,
  isText: (text: string, isShown: boolean) => boolean,
): LiteralText[] => {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const found: LiteralText[] = [];
  const visit = (node: Node, isShown: boolean): void => {
    const text = textOf(node);
    if (text !== null && isText(text, isShown || node.type === 'JSXText'))
      found.push({ line: source.slice(0, node.start).split('\n').length, text });
    for (const [part, child] of childrenOf(node)) visit(child, isShownPart(node, part, isShown));
  };
  visit(program as unknown as Node, false);
  return found;
};

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Node>).type === 'string';

/** The text of a literal, a template or a piece of JSX text; `null` for all other nodes. */
const textOf = (node: Node): string | null => {
  const text =
    node.type === 'TemplateLiteral'
      ? (node['quasis'] as { value: { cooked: string } }[]).map(({ value }) => value.cooked).join('…')
      : node.type === 'JSXText' || node.type === 'Literal'
        ? node['value']
        : null;
  return typeof text === 'string' ? text.replace(/\s+/g, ' ').trim() : null;
};

/** The parts of a node that can hold texts for the user: no types, imports, class names or selectors. */
const childrenOf = (node: Node): [part: string, child: Node][] => {
  if (
    /^(?:TS|Import|ExportAll|TaggedTemplate)/.test(node.type) &&
    !/^TS(?:As|Satisfies|NonNull)/.test(node.type)
  )
    return [];
  if (node.type === 'JSXAttribute' && codeAttributes.test(nameOf(node['name']))) return [];
  const called = /^(?:Call|New)Expression$/.test(node.type) ? nameOf(node['callee']) : '';
  const isCode = codeCalls.test(called);
  // A text that is split at its spaces is a list of names.
  if (called === 'split') return [];
  return Object.entries(node).flatMap(([part, value]) =>
    isCode && part === 'arguments'
      ? []
      : [value]
          .flat()
          .filter(isNode)
          .map((child): [string, Node] => [part, child]),
  );
};

const nameOf = (node: unknown): string => {
  if (!isNode(node)) return '';
  if (node.type === 'MemberExpression') return nameOf(node['property']);
  return typeof node['name'] === 'string' ? node['name'] : '';
};

/** True if a string in this part of `node` is drawn as it is; `isShown` says that of `node` itself. */
const isShownPart = (node: Node, part: string, isShown: boolean): boolean => {
  switch (node.type) {
    case 'JSXElement':
    case 'JSXFragment':
      return part === 'children';
    case 'JSXAttribute':
      return shownAttributes.test(nameOf(node['name']));
    case 'ConditionalExpression':
      return isShown && part !== 'test';
    case 'LogicalExpression':
      return isShown && part === 'right';
    default:
      return isShown && node.type === 'JSXExpressionContainer';
  }
};

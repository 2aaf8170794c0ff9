import { count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../format.ts';

const at = ({ line, column }: { line: number; column: number }): string =>
  `Zeile ${line}, Spalte ${column}: `;

const kinds = { text: 'Der Text', schema: 'Das JSON-Schema', grammar: 'Die Grammatik' } as const;

const forms = {
  texts: 'eine Liste von Texten',
  list: 'eine Liste, die nicht leer ist',
  object: 'ein Objekt',
  text: 'ein Text',
  number: 'eine Zahl',
  count: 'eine ganze Zahl ab 0',
} as const;

export const formatSentences: Translated<typeof english.formatSentences> = {
  'format.empty': ({ kind }) => `${kinds[kind]} ist leer.`,
  'format.too-long': ({ longest }) =>
    `Der Text ist zu lang: Erlaubt sind höchstens ${count(longest)} Zeichen.`,
  'format.too-large': ({ kind }) =>
    `${kinds[kind]} ist zu groß. Verringere Wiederholungen, Längen oder die Zahl der Regeln.`,
  'format.control-character': (place) => `${at(place)}Dieses Steuerzeichen ist nicht erlaubt.`,
  'format.unexpected': ({ found, ...place }) => `${at(place)}„${found}“ wird hier nicht erwartet.`,
  'format.unexpected-end': (place) => `${at(place)}Der Text endet zu früh.`,
  'format.not-closed': ({ open, ...place }) => `${at(place)}Zu „${open}“ fehlt das Ende.`,
  'format.too-deep': ({ deepest, ...place }) =>
    `${at(place)}Hier sind mehr als ${count(deepest)} Ebenen verschachtelt.`,

  'format.rule-twice': ({ name, ...place }) => `${at(place)}Die Regel „${name}“ ist doppelt definiert.`,
  'format.rule-unknown': ({ name, ...place }) => `${at(place)}Die Regel „${name}“ ist nicht definiert.`,
  'format.no-root': (place) => `${at(place)}Die Regel root, mit der die Antwort beginnt, fehlt.`,
  'format.rule-endless': ({ name, ...place }) =>
    `${at(place)}Die Regel „${name}“ kann nie vollständig sein, weil sie immer sich selbst braucht.`,
  'format.rule-left-recursive': ({ name, ...place }) =>
    `${at(place)}Die Regel „${name}“ beginnt mit sich selbst (Linksrekursion). Stelle das Wiederholte an den Anfang oder nimm *.`,
  'format.nothing-to-repeat': (place) => `${at(place)}Davor steht nichts, was wiederholt werden kann.`,
  'format.bad-times': (place) => `${at(place)}Wiederholungen werden so angegeben: {2}, {2,} oder {2,5}.`,
  'format.too-many-times': ({ most, ...place }) =>
    `${at(place)}Möglich sind höchstens ${count(most)} Wiederholungen.`,
  'format.range-reversed': (place) => `${at(place)}Das Ende dieses Bereichs liegt vor seinem Anfang.`,
  'format.class-empty': (place) => `${at(place)}Zu diesen Klammern passt kein Zeichen.`,
  'format.bad-escape': ({ escape, ...place }) =>
    `${at(place)}„${escape}“ ist keine Escape-Sequenz. Möglich sind \\n \\r \\t \\\\ \\" \\[ \\] \\- \\xHH \\uHHHH \\UHHHHHHHH.`,
  'format.token-in-grammar': (place) =>
    `${at(place)}Token sind in Grammatiken hier nicht möglich. Schreibe die Zeichen der Antwort in Anführungszeichen.`,

  'format.key-twice': ({ key, ...place }) => `${at(place)}„${key}“ kommt doppelt vor.`,
  'format.bad-string': (place) =>
    `${at(place)}Dieser Text enthält eine falsche Escape-Sequenz oder ein Steuerzeichen.`,
  'format.not-a-schema': (place) => `${at(place)}Ein Schema ist ein Objekt oder true.`,
  'format.no-value': (place) => `${at(place)}Hier kann kein Wert gültig sein.`,
  'format.keyword-unsupported': ({ keyword, ...place }) =>
    `${at(place)}„${keyword}“ lässt sich beim Generieren nicht erzwingen. Entferne es.`,
  'format.keyword-unknown': ({ keyword, ...place }) =>
    `${at(place)}„${keyword}“ ist kein Schlüsselwort von JSON-Schemas.`,
  'format.keyword-beside': ({ keyword, beside, ...place }) =>
    `${at(place)}„${keyword}“ ist neben „${beside}“ nicht möglich.`,
  'format.keyword-value': ({ keyword, form, ...place }) =>
    `${at(place)}Der Wert von „${keyword}“ muss ${forms[form]} sein.`,
  'format.type-unknown': ({ types, ...place }) => `${at(place)}Die Typen sind ${types}.`,
  'format.bound': ({ keyword, most, isWhole, ...place }) =>
    `${at(place)}„${keyword}“ muss eine ${isWhole ? 'ganze Zahl' : 'Zahl'} von −${count(most)} bis ${count(most)} sein.`,
  'format.required-missing': ({ key, ...place }) =>
    `${at(place)}„${key}“ ist verlangt, steht aber nicht unter den Eigenschaften, und andere sind nicht erlaubt.`,
  'format.one-of': (place) =>
    `${at(place)}Ein Wert könnte nach zweien dieser Schemas gültig sein, deshalb lässt sich oneOf nicht erzwingen. Nimm anyOf.`,
  'format.format-unsupported': ({ name, supported, ...place }) =>
    `${at(place)}Das Format „${name}“ lässt sich nicht erzwingen. Möglich sind ${supported}.`,
  'format.pattern': ({ part, ...place }) => `${at(place)}Dieser Teil des Musters ist nicht möglich: ${part}`,
  'format.reference-elsewhere': (place) =>
    `${at(place)}Verweise müssen mit #/ beginnen und zu einer Stelle in diesem Schema führen.`,
  'format.reference-unknown': ({ pointer, ...place }) =>
    `${at(place)}„${pointer}“ führt in diesem Schema nirgendwohin.`,
  'format.schema-endless': () =>
    'Keine Antwort könnte je vollständig sein: Ein Schema darin braucht immer sich selbst. Mache diese Eigenschaft optional oder erlaube null.',
};

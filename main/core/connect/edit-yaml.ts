/** One entry in a list of a YAML file, found by its `name`. Comments and order stay; lines may be indented in another way. */
import { isMap, isSeq, parseDocument, type Document, type YAMLSeq } from 'yaml';
import { NotEditable, type ConfigFormat, type Connection } from './connection.ts';

/** `skeleton`: the file if there is none. `list`: the name of the list at the top. */
export const yamlList = (
  list: string,
  skeleton: string,
  entryOf: (connection: Connection) => { name: string },
): ConfigFormat => {
  const read = (text: string): Document => {
    const document = parseDocument(text, { keepSourceTokens: true });
    if (document.errors.length > 0) throw new NotEditable('not YAML', { cause: document.errors[0] });
    if (!isMap(document.contents)) throw new NotEditable('no mapping at the top');
    return document;
  };
  /** The list; `null` if there is none. */
  const listIn = (document: Document): YAMLSeq | null => {
    const found = document.get(list);
    if (found === undefined || found === null) return null;
    if (!isSeq(found)) throw new NotEditable(`${list} is no list`);
    return found;
  };
  const indexIn = (items: YAMLSeq | null, name: string): number =>
    items?.items.findIndex((item) => isMap(item) && item.get('name') === name) ?? -1;
  const textOf = (document: Document, like: string): string => {
    const text = document.toString({ lineWidth: 0 });
    return like.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;
  };
  const jsonOf = (value: unknown): string => JSON.stringify(value);
  return {
    written: (given, connection) => {
      const text = given === null || given.trim() === '' ? skeleton : given;
      const document = read(text);
      const entry = entryOf(connection);
      const items = listIn(document);
      const index = indexIn(items, entry.name);
      if (index !== -1 && jsonOf(document.toJS()[list][index]) === jsonOf(entry)) return text;
      if (items === null) document.set(list, document.createNode([entry]));
      else if (index === -1) items.add(document.createNode(entry));
      else items.set(index, document.createNode(entry));
      return textOf(document, text);
    },
    takenOut: (text, before) => {
      const document = read(text);
      const { name } = entryOf({ address: '', model: '', contextLength: 1, key: '' });
      const items = listIn(document);
      const index = indexIn(items, name);
      if (index === -1) return text;
      const original = before === null || before.trim() === '' ? null : read(before);
      const was = original === null ? -1 : indexIn(listIn(original), name);
      if (was === -1) items!.delete(index);
      else items!.set(index, document.createNode(original!.toJS()[list][was]));
      if (items!.items.length === 0 && original?.has(list) !== true) document.delete(list);
      return textOf(document, text);
    },
  };
};

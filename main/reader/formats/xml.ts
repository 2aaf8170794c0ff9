/** Reads XML as a stream of elements, however damaged it is. */
import { Parser } from 'htmlparser2';
import type { Attributes } from '../text/markdown-writer.ts';

export interface XmlReader {
  open?: (name: string, attributes: Attributes) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

/** Elements inside of each other in documents; deeper ones are made to take time. */
const deepest = 10_000;

/** Throws if elements are nested too deeply. */
export const readXml = (xml: string, reader: XmlReader): void => {
  let depth = 0;
  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > deepest) throw new Error('nested too deeply');
        reader.open?.(name, attributes);
      },
      ontext: (text) => reader.text?.(text),
      onclosetag: (name) => {
        depth -= 1;
        reader.close?.(name);
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
};

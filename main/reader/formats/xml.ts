/** Reads XML as a stream of elements, however damaged it is. */
import { Parser } from 'htmlparser2';
import type { Attributes } from '../text/markdown-writer.ts';

export interface XmlReader {
  open?: (name: string, attributes: Attributes) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
}

export const readXml = (xml: string, reader: XmlReader): void => {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => reader.open?.(name, attributes),
      ontext: (text) => reader.text?.(text),
      onclosetag: (name) => reader.close?.(name),
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(xml);
  parser.end();
};

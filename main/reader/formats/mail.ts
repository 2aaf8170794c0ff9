/** Mails in files (RFC 5322 with MIME): headers, body, and the names of their attachments. */
import { readFile } from 'node:fs/promises';
import PostalMime, { type Address } from 'postal-mime';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { MarkdownWriter } from '../text/markdown-writer.ts';
import { WrittenText } from '../text/written-text.ts';
import { unreadable } from '../unreadable.ts';
import { writeHtml } from './html.ts';

const one = (address: Address): string => {
  const name = address.name ?? '';
  if (address.group !== undefined) return `${name}: ${address.group.map(one).join(', ')}`;
  return name === '' || name === address.address
    ? (address.address ?? '')
    : `${name} <${address.address ?? ''}>`;
};

export const readMail = async (source: Source): Promise<Extracted> => {
  const bytes = await readFile(source.path);
  const mail = await PostalMime.parse(bytes, { maxNestingDepth: 64, maxHeadersSize: 1024 ** 2 });
  const files = mail.attachments.map(({ filename, mimeType }) => filename ?? mimeType);
  const headers: [name: string, value: string | undefined][] = [
    ['From', mail.from && one(mail.from)],
    ['To', mail.to?.map(one).join(', ')],
    ['Cc', mail.cc?.map(one).join(', ')],
    ['Date', mail.date],
    ['Attachments', files.join(', ')],
  ];
  if (mail.from === undefined && mail.date === undefined && mail.subject === undefined)
    throw unreadable('documents.damaged', { name: source.name, format: 'EML' });
  const out = new WrittenText(source.text);
  const writer = new MarkdownWriter(out);
  writer.open('h1');
  writer.text(mail.subject ?? '');
  writer.close('h1');
  for (const [name, value] of headers)
    if (value) {
      writer.open('div');
      writer.text(`${name}: ${value}`);
      writer.close('div');
    }
  writer.end();
  const text = mail.text?.trim() ?? '';
  if (text !== '') out.write(`\n\n${text}`);
  else if (mail.html !== undefined) writeHtml(mail.html, writer);
  out.endWith(1);
  return {
    kind: 'mail',
    text: out.text,
    places: out.places,
    pages: null,
    remarks: files.length === 0 ? [] : [say('documents.attachments', { files: files.join(', ') })],
    canRecognise: false,
  };
};

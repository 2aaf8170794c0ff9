/** The texts of plain files, HTML and Word documents, read by the real reader. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DocumentText, Place } from '../../main/shared/documents/document-text.ts';
import { docxOf, docxWith, htmlOf, textOfBlocks } from '../fixtures/documents/office.ts';
import { readingFolder, refusalOf } from '../fixtures/documents/read.ts';
import { chapter, report } from '../fixtures/documents/texts.ts';
import { shareInOrder } from '../fixtures/documents/words.ts';

const folder = readingFolder();
afterAll(() => folder.remove());

/** The headings as `level title`, after a check that each is where its place says. */
const headingsOf = ({ text, places }: DocumentText): string[] =>
  places
    .filter((place): place is Place & { kind: 'heading' } => place.kind === 'heading')
    .map(({ at, level, title }) => {
      const line = text.slice(at, text.indexOf('\n', at));
      expect(line.replace(/^#+ /, '').trim()).toBe(title);
      expect(at === 0 || text[at - 1] === '\n').toBe(true);
      return `${level} ${title}`;
    });

const reportHeadings = ['1 Harbour survey of the northern coast', '2 Depths', '2 Recommendations'];

describe('plain files', () => {
  it('are read as they are, but for line breaks and control characters', async () => {
    const read = await folder.read(
      'notes.txt',
      `One\r\ntwo\rthree\u0000\u0007 \ufeffGrüße\n${'x'.repeat(500)}`,
    );
    expect(read).toMatchObject({
      kind: 'text',
      text: `One\ntwo\nthree \ufeffGrüße\n${'x'.repeat(500)}`,
      places: [],
      pages: null,
    });
    expect(read.extracted).toMatchObject({ bytes: 528, facts: { lines: 4, canRecognise: false } });
    expect(read.extracted.digest).toMatch(/^[0-9a-f]{64}$/);
  });

  const japanese =
    '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所で'.repeat(
      3,
    );
  const legacy: [label: string, bytes: Buffer, text: string][] = [
    ['UTF-8 with a mark', Buffer.from('\ufeffGrüße'), 'Grüße'],
    ['UTF-16LE with a mark', Buffer.from('\ufeffGrüße 猫', 'utf16le'), 'Grüße 猫'],
    ['UTF-16LE', Buffer.from('A whole sentence.\r\n', 'utf16le'), 'A whole sentence.\n'],
    ['UTF-16BE with a mark', Buffer.from('\ufeffGrüße 猫', 'utf16le').swap16(), 'Grüße 猫'],
    [
      'Windows-1252',
      Buffer.from('Die Gr\xfc\xdfe \x84aus\x93 der Stra\xdfe kosten 5 \x80.', 'latin1'),
      'Die Grüße „aus“ der Straße kosten 5 €.',
    ],
    ['Shift-JIS', encoded(japanese, 'shift_jis'), japanese],
    [
      'GBK',
      encoded('我们的目的是向您说明这个系统的使用方法。'.repeat(4), 'gb18030'),
      '我们的目的是向您说明这个系统的使用方法。'.repeat(4),
    ],
  ];
  it.each(legacy)('in %s are decoded', async (label, bytes, text) => {
    const read = await folder.read(`${label}.txt`, bytes);
    expect(read.text).toBe(text);
    expect(read.remarks.map(({ code }) => code)).toEqual(
      label.startsWith('UTF') ? [] : ['documents.encoding'],
    );
  });

  it.each([
    ['a.md', 'markdown'],
    ['a.py', 'code'],
    ['Makefile', 'code'],
    ['a.csv', 'table'],
    ['a.json', 'json'],
    ['a', 'text'],
  ])('%s is %s', async (name, kind) => {
    expect(await folder.read(name, '# One\n\n{}\n')).toMatchObject({
      kind,
      text: '# One\n\n{}\n',
      remarks: [],
    });
  });

  it('in Markdown have the places of their headings', async () => {
    const read = await folder.read('b.md', '# One #\n\n```\n# no\n```\n\nTwo\n---\n\n### Three\n');
    expect(read.places).toEqual([
      { kind: 'heading', at: 0, level: 1, title: 'One' },
      { kind: 'heading', at: read.text.indexOf('Two'), level: 2, title: 'Two' },
      { kind: 'heading', at: read.text.indexOf('### Three'), level: 3, title: 'Three' },
    ]);
  });
});

describe('notebooks', () => {
  it('are read as Markdown, without their images', async () => {
    const cells = [
      { cell_type: 'markdown', source: ['# Depths\n', 'Measured.'] },
      {
        cell_type: 'code',
        source: 'print(depth)',
        outputs: [
          { output_type: 'stream', text: ['10.5\n'] },
          { data: { 'image/png': 'iVBORw0KGgo', 'text/markdown': '**deep**' } },
          { output_type: 'error', traceback: ['\u001b[31mNameError\u001b[0m', 'line 1'] },
        ],
      },
    ];
    const content = JSON.stringify({ nbformat: 4, metadata: { kernelspec: { language: 'python' } }, cells });
    const read = await folder.read('a.ipynb', content);
    expect(read).toMatchObject({
      kind: 'markdown',
      text: '# Depths\nMeasured.\n\n```python\nprint(depth)\n```\n\n```\n10.5\n```\n\n**deep**\n\n```\nNameError\nline 1\n```\n',
    });
    expect(headingsOf(read)).toEqual(['1 Depths']);
    expect(await folder.read('b.ipynb', '{"cells": 1}')).toMatchObject({
      kind: 'json',
      text: '{"cells": 1}',
    });
  });
});

/** Encodes by trying all characters of the encoding: Node can only decode it. */
function encoded(text: string, label: string): Buffer {
  const decoder = new TextDecoder(label);
  const bytesOf = new Map<string, number[]>();
  for (let high = 0x81; high < 0xfe; high++)
    for (let low = 0x40; low < 0xff; low++) {
      const character = decoder.decode(Uint8Array.of(high, low));
      if (!bytesOf.has(character)) bytesOf.set(character, [high, low]);
    }
  return Buffer.from([...text].flatMap((character) => bytesOf.get(character)!));
}

describe('HTML', () => {
  it('is read with its headings, lists and tables, without what nobody sees', async () => {
    const hidden =
      '<script>var hidden</script><style>hidden{}</style><p style="color:red; display: none">hidden</p><div hidden><p>hidden</p></div><template>hidden</template><!-- hidden -->';
    const page = `<!DOCTYPE html><html><head><title>Survey</title>${hidden}</head><body>${hidden}${htmlOf(report)}<pre><code class="language-js">if (a) {\n  b();\n}</code></pre></body></html>`;
    const read = await folder.read('page.html', page);
    expect(read.kind).toBe('html');
    expect(read.text).not.toMatch(/hidden/);
    expect(shareInOrder(`${textOfBlocks(report)} js if (a) b()`, read.text)).toBeGreaterThan(0.99);
    expect(headingsOf(read)).toEqual(reportHeadings);
    expect(read.text).toContain(
      '| Harbour | Depth in m | Berths |\n| --- | --- | --- |\n| Sassnitz | 10.5 | 120 |\n',
    );
    expect(read.text).toContain('\n- Renew the lights on the eastern mole.\n- Publish');
    expect(read.text).toContain('```js\nif (a) {\n  b();\n}\n```');
  });

  it('keeps words apart, nests lists and reads tables that are the layout of a page as paragraphs', async () => {
    const page =
      '<p>One<b>two</b> three<br>four&nbsp;&amp;</p><div>five</div><div>six</div><ol><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ol><table><tr><td><h2>Left</h2><p>seven</p></td><td><table><tr><td>x</td><td>y|z</td></tr></table></td></tr></table><blockquote><p>eight</p></blockquote>';
    const { text } = await folder.read('odd.html', page);
    expect(text).toBe(
      'Onetwo three\nfour &\n\nfive\nsix\n\n1. a\n   - b\n2. c\n\n## Left\n\nseven\n\n| x | y\\|z |\n| --- | --- |\n\n> eight\n',
    );
  });

  it('is decoded as it states', async () => {
    const page = Buffer.from(
      '<html><head><meta charset="iso-8859-2"></head><body>\xb1\xea\xb3</body></html>',
      'latin1',
    );
    expect((await folder.read('latin.html', page)).text).toBe('ąęł\n');
  });
});

describe('DOCX', () => {
  it('is read with its headings, lists and tables', async () => {
    const read = await folder.read('report.docx', docxOf(report));
    expect(read.kind).toBe('word');
    expect(shareInOrder(textOfBlocks(report), read.text)).toBeGreaterThan(0.99);
    expect(headingsOf(read)).toEqual(reportHeadings);
    expect(read.text).toContain('| Vitte | 1.9 | 45 |');
    expect(read.text).toContain('\n- Renew the lights');
  });

  it('of a chapter is whole', async () => {
    const { title, paragraphs } = chapter(1);
    const blocks = [
      { kind: 'heading' as const, level: 1, text: title },
      ...paragraphs.map((text) => ({ kind: 'paragraph' as const, text })),
    ];
    const read = await folder.read('chapter.docx', docxOf(blocks));
    expect(shareInOrder(textOfBlocks(blocks), read.text)).toBeGreaterThan(0.99);
  });

  it('has its notes where their marks are, its headers, footers and text boxes, and what was inserted, but not what was deleted', async () => {
    const run = (text: string, properties = ''): string =>
      `<w:r>${properties}<w:t xml:space="preserve">${text}</w:t></w:r>`;
    const p = (content: string, properties = ''): string =>
      `<w:p><w:pPr>${properties}</w:pPr>${content}</w:p>`;
    const box = (content: string): string =>
      `<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>${content}</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>${content}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`;
    const body = [
      p(run('Based on a heading'), '<w:pStyle w:val="Own"/>'),
      p(
        `${run('Before')}<w:r><w:footnoteReference w:id="2"/></w:r>${run(', ')}${box(p(run('in a box')))}<w:ins>${run('inserted')}</w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:moveFrom>${run('moved')}</w:moveFrom>${run('unseen', '<w:rPr><w:vanish/></w:rPr>')}${run(' text.', '<w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>')}`,
        '<w:tabs><w:tab w:val="left"/></w:tabs><w:pPrChange><w:pPr><w:pStyle w:val="Heading1"/></w:pPr></w:pPrChange>',
      ),
      p(
        '<w:r><w:tab/></w:r><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath><w:r><w:br/></w:r>' +
          run('next'),
      ),
      '<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>' +
        p(run('wide')) +
        '</w:tc></w:tr><w:tr><w:tc>' +
        p(run('a')) +
        '</w:tc><w:tc>' +
        p(run('b')) +
        '</w:tc></w:tr></w:tbl>',
    ].join('');
    const page =
      '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>17</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>';
    const parts = [
      { name: 'header1', type: 'header', content: `<w:hdr>${p(run('Letter head'))}</w:hdr>` },
      { name: 'header2', type: 'header', content: `<w:hdr>${p(run('Letter head'))}</w:hdr>` },
      {
        name: 'footer1',
        type: 'footer',
        content: `<w:ftr>${p(run('Page ') + page + run(' of the report'))}</w:ftr>`,
      },
      { name: 'footer2', type: 'footer', content: `<w:ftr>${p(page)}</w:ftr>` },
      {
        name: 'footnotes',
        type: 'footnotes',
        content: `<w:footnotes><w:footnote w:type="separator" w:id="0">${p(run('no'))}</w:footnote><w:footnote w:id="2">${p(run('a note'))}</w:footnote></w:footnotes>`,
      },
    ];
    const { text } = await folder.read('all.docx', docxWith(body, parts));
    expect(text).toBe(
      'Letter head\n\n## Based on a heading\n\nBefore [a note], inserted text.\n\nin a box\n\na/b\nnext\n\n| wide |  |\n| --- | --- |\n| a | b |\n\nPage of the report\n',
    );
  });

  it('has the numbers that Word counts', async () => {
    const item = (text: string, list: number, level = 0, style = ''): string =>
      `<w:p><w:pPr>${style}<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr></w:pPr><w:r><w:t>${text}</w:t></w:r></w:p>`;
    const level = (at: number, format: string, text: string): string =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
    const numbering = `<w:abstractNum w:abstractNumId="5">${level(0, 'decimal', '%1.')}${level(1, 'lowerLetter', '(%2)')}</w:abstractNum><w:abstractNum w:abstractNumId="6">${level(0, 'upperRoman', 'Article %1')}${level(1, 'decimal', '%1.%2')}</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="6"/></w:num><w:num w:numId="7"><w:abstractNumId w:val="5"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`;
    const heading = '<w:pStyle w:val="Heading1"/>';
    const between = '<w:p><w:r><w:t>between</w:t></w:r></w:p>';
    const { text } = await folder.read(
      'numbers.docx',
      docxWith(
        [
          item('Scope', 6, 0, heading),
          item('one', 5) + item('a', 5, 1) + item('b', 5, 1) + between + item('two', 5) + item('deep', 1, 0),
          item('Terms', 6, 0, heading) + item('clause', 6, 1) + item('anew', 7),
        ].join(''),
        [],
        numbering,
      ),
    );
    expect(text).toBe(
      '# Article I Scope\n\n1. one\n\n(a) a\n\n(b) b\n\nbetween\n\n2. two\n\n- deep\n\n# Article II Terms\n\nII.1 clause\n\n1. anew\n',
    );
  });

  it('with another name is read, and the name is remarked', async () => {
    const read = await folder.read('report.pdf', docxOf(report));
    expect(read.kind).toBe('word');
    expect(read.remarks).toEqual([
      { code: 'documents.other-format', facts: { name: 'report.pdf', format: 'DOCX' } },
    ]);
  });
});

describe('folders', () => {
  const make = (files: Readonly<Record<string, string | Buffer>>): string => {
    const at = join(folder.path, `folder-${Math.random()}`);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(at, path)), { recursive: true });
      writeFileSync(join(at, path), content);
    }
    return at;
  };

  it('are read file by file, without what .gitignore leaves out at any level', async () => {
    const at = make({
      '.gitignore': 'build/\n*.log\n!keep.log\n/only-here.txt\n',
      'README.md': '# Project\n',
      'keep.log': 'kept\n',
      'other.log': 'ignored\n',
      'only-here.txt': 'ignored\n',
      'build/out.js': 'ignored\n',
      'src/.gitignore': 'secret.ts\n!loud.log\n',
      'src/a.ts': 'export const a = 1;',
      'src/loud.log': 'kept as well\n',
      'src/only-here.txt': 'kept here\n',
      'src/secret.ts': 'ignored\n',
      'src/deep/secret.ts': 'ignored\n',
      'node_modules/x/index.js': 'ignored\n',
      '.git/config': 'ignored\n',
      'logo.png': 'ignored\n',
      'data.bin': Buffer.from([1, 2, 0, 3, 0, 0]),
      'empty.txt': '',
    });
    symlinkSync(at, join(at, 'src/loop'));
    symlinkSync(folder.place('outside.txt', 'outside\n'), join(at, 'link.txt'));
    execFileSync('mkfifo', [join(at, 'pipe.txt')]);
    const read = await folder.readPath(at);
    expect(read.kind).toBe('folder');
    expect(read.text).not.toMatch(/ignored|outside/);
    expect(read.places.map((place) => place.kind === 'file' && place.path)).toEqual([
      '.gitignore',
      'README.md',
      'keep.log',
      'src/.gitignore',
      'src/a.ts',
      'src/loud.log',
      'src/only-here.txt',
    ]);
    const a = read.places.find((place) => place.kind === 'file' && place.path === 'src/a.ts')!;
    expect(read.text.slice(a.at).startsWith('export const a = 1;\n')).toBe(true);
    expect(read.remarks).toEqual([{ code: 'documents.files-left-out', facts: { files: 2 } }]);
    expect(read.extracted).toMatchObject({ stamp: null });
    expect(read.extracted.bytes).toBeGreaterThan(50);
  });

  it('inside a repository follow its rules', async () => {
    const at = make({
      '.git/HEAD': '',
      '.gitignore': 'app/*.tmp\n',
      'app/a.tmp': 'ignored',
      'app/b.txt': 'kept',
    });
    expect((await folder.readPath(join(at, 'app'))).text).toBe('kept\n');
  });

  it('without texts are refused', async () => {
    expect(await refusalOf(folder.readPath(make({ 'a.png': '' })))).toBe('documents.no-files');
  });
});

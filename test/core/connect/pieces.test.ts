/** What Connect gives to copy, run as it is. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { connectTargets } from '../../../main/shared/contract/api.ts';
import { useHome } from '../../fixtures/connect/home.ts';

const home = useHome();
/** A name that means something in each of the languages that it is written in. */
const model = `it's "8B" $HOME \`ls\``;

it.each(connectTargets)('has something to copy for %s, with a placeholder until there is a key', (target) => {
  const { pieces } = home.open().connectGuide({ target, model: 'qwen3-8b', key: null });
  expect(pieces.length).toBeGreaterThan(0);
  expect(pieces.some(({ text }) => text.includes('HEARTH_KEY'))).toBe(true);
  expect(pieces.some(({ text }) => text.includes('127.0.0.1:27181'))).toBe(true);
  const withKey = home.open().connectGuide({ target, model: 'qwen3-8b', key: 'k-1' }).pieces;
  expect(JSON.stringify(withKey)).not.toContain('HEARTH_KEY');
});

it('quotes names for the shell', () => {
  const [variables] = home.open().connectGuide({ target: 'claude-code', model, key: `k'1` }).pieces;
  const printed = execFileSync('sh', [
    '-c',
    `${variables!.text}\nprintf '%s|%s' "$ANTHROPIC_MODEL" "$ANTHROPIC_AUTH_TOKEN"`,
  ]);
  expect(printed.toString()).toBe(`${model}|k'1`);
});

it('quotes the body for curl', () => {
  const [curl] = home.open().connectGuide({ target: 'curl', model, key: 'k' }).pieces;
  const printed = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${curl!.text}`]).toString();
  const body = printed.split('\n').find((line) => line.startsWith('{'))!;
  expect(JSON.parse(body)).toMatchObject({ model });
});

it('writes variables for PowerShell on Windows', () => {
  const { pieces } = home
    .open({ platform: 'win32' })
    .connectGuide({ target: 'claude-code', model: `it's`, key: 'k' });
  expect(pieces[0]).toMatchObject({ label: 'PowerShell' });
  expect(pieces[0]!.text).toContain(`$env:ANTHROPIC_MODEL = 'it''s'`);
});

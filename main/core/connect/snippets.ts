/** Commands and small programs to copy. Names and keys come from the user, so each is quoted for where it is used. */
import type { System } from '../library/programs/system.ts';
import { openAiBase, type Connection, type Piece } from './connection.ts';

const isWindows = ({ platform }: System): boolean => platform === 'win32';

/** A word for a POSIX shell. */
const shellWord = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
/** A word for PowerShell. */
const powerWord = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const environment = (
  variables: readonly (readonly [name: string, value: string])[],
  system: System,
): Piece => ({
  what: 'environment',
  label: isWindows(system) ? 'PowerShell' : 'bash, zsh',
  text: variables
    .map(([name, value]) =>
      isWindows(system) ? `$env:${name} = ${powerWord(value)}` : `export ${name}=${shellWord(value)}`,
    )
    .join('\n'),
});

export const curlCommand = (connection: Connection, system: System): string => {
  const body = JSON.stringify({
    model: connection.model,
    messages: [{ role: 'user', content: 'What is prefill?' }],
  });
  const word = isWindows(system) ? powerWord : shellWord;
  const onward = isWindows(system) ? ' `\n  ' : ' \\\n  ';
  // PowerShell has an alias of this name.
  return [
    `${isWindows(system) ? 'curl.exe' : 'curl'} ${openAiBase(connection)}/chat/completions`,
    `-H ${word(`Authorization: Bearer ${connection.key}`)}`,
    `-H ${word('Content-Type: application/json')}`,
    // PowerShell before 7.3 removes quotation marks from the arguments of programs.
    ...(isWindows(system) ? [`-d ${word(body.replaceAll('"', String.raw`\"`))}`] : [`-d ${word(body)}`]),
  ].join(onward);
};

/** JSON's strings are Python's, too, but for what JSON does not escape and Python does not need escaped. */
const pythonText = (text: string): string => JSON.stringify(text);

export const pythonProgram = (connection: Connection): string =>
  [
    'from openai import OpenAI',
    '',
    'client = OpenAI(',
    `    base_url=${pythonText(openAiBase(connection))},`,
    `    api_key=${pythonText(connection.key)},`,
    ')',
    'answer = client.chat.completions.create(',
    `    model=${pythonText(connection.model)},`,
    '    messages=[{"role": "user", "content": "What is prefill?"}],',
    ')',
    'print(answer.choices[0].message.content)',
    '',
  ].join('\n');

/** The image, and its address, both from docs.openwebui.com. A container on the network of the host reaches its loopback address. */
const image = 'ghcr.io/open-webui/open-webui:main';

export const openWebUiCommand = (connection: Connection): string =>
  [
    'docker run -d --name open-webui --network host',
    '-v open-webui:/app/backend/data',
    `-e OPENAI_API_BASE_URL=${shellWord(openAiBase(connection))}`,
    `-e OPENAI_API_KEY=${shellWord(connection.key)}`,
    image,
  ].join(' \\\n  ');

export const openWebUiCompose = (connection: Connection): string =>
  [
    'services:',
    '  open-webui:',
    `    image: ${image}`,
    '    network_mode: host',
    '    environment:',
    `      OPENAI_API_BASE_URL: ${JSON.stringify(openAiBase(connection))}`,
    `      OPENAI_API_KEY: ${JSON.stringify(connection.key)}`,
    '    volumes:',
    '      - open-webui:/app/backend/data',
    'volumes:',
    '  open-webui:',
    '',
  ].join('\n');

/** Service files that run `hearth serve` for one user, from login on. */
import { join } from 'node:path';

export const serviceKinds = ['systemd', 'launchd'] as const;
export type ServiceKind = (typeof serviceKinds)[number];

export interface ServiceWish {
  /** The program and all of its arguments. */
  program: readonly string[];
  description: string;
  /** The user's folder. */
  home: string;
  /** The folder for the output of the service. */
  logs: string;
}

export interface ServiceFile {
  /** Where it belongs. */
  path: string;
  text: string;
  /** Commands that start the service now and at each login. */
  start: string[];
}

const unit = 'hearth.service';
const label = 'local.hearth.serve';

export const serviceFiles: Record<ServiceKind, (wish: ServiceWish) => ServiceFile> = {
  systemd: ({ program, description, home }) => ({
    path: join(home, '.config', 'systemd', 'user', unit),
    text: [
      '[Unit]',
      `Description=${description}`,
      '',
      '[Service]',
      `ExecStart=${program.map(systemdWord).join(' ')}`,
      'ExecReload=/bin/kill -HUP $MAINPID',
      'Restart=on-failure',
      // `serve` lets answers finish for 20 s, and then closes within 3 s.
      'TimeoutStopSec=30',
      // The engine is a process of the service; `serve` ends it itself.
      'KillMode=mixed',
      'NoNewPrivileges=yes',
      '',
      '[Install]',
      'WantedBy=default.target',
      '',
    ].join('\n'),
    start: ['systemctl --user daemon-reload', `systemctl --user enable --now ${unit}`],
  }),
  launchd: ({ program, home, logs }) => {
    const path = join(home, 'Library', 'LaunchAgents', `${label}.plist`);
    const string = (text: string): string => `<string>${xmlText(text)}</string>`;
    return {
      path,
      text: [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
        '<plist version="1.0">',
        '<dict>',
        `  <key>Label</key>${string(label)}`,
        '  <key>ProgramArguments</key>',
        '  <array>',
        ...program.map((word) => `    ${string(word)}`),
        '  </array>',
        '  <key>RunAtLoad</key><true/>',
        '  <key>KeepAlive</key>',
        '  <dict><key>SuccessfulExit</key><false/></dict>',
        '  <key>ExitTimeOut</key><integer>30</integer>',
        `  <key>StandardErrorPath</key>${string(join(logs, 'serve.log'))}`,
        `  <key>StandardOutPath</key>${string(join(logs, 'serve.log'))}`,
        '</dict>',
        '</plist>',
        '',
      ].join('\n'),
      start: [`launchctl bootstrap gui/$(id -u) "${path}"`],
    };
  },
};

/** A word of a command line of systemd: `%` and `$` begin specifiers and variables (systemd.service(5)). */
const systemdWord = (word: string): string => {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(escaped)
    ? escaped
    : `"${escaped.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
};

const xmlText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

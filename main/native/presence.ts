/** How Hearth shows itself outside its windows: progress, notifications, and the menu of its icon. */
import type { DesktopState, Happening } from '../shared/desktop/news.ts';
import { desktopWords } from '../shared/words/desktop.ts';

const words = desktopWords.presence;

/** Answers below this are not worth a notification, in ms. */
const longAnswerMs = 20_000;

/** The progress on the dock or taskbar, from 0 to 1; `null`: none. What the user waits for comes first. */
export const progressOf = ({ running, loading, downloads }: DesktopState): number | null => {
  const prefill = running.find((turn) => turn.prefill !== null)?.prefill ?? null;
  if (prefill !== null) return prefill;
  if (loading !== null) return loading;
  return downloads === null || downloads.bytes === 0
    ? null
    : Math.min(1, downloads.doneBytes / downloads.bytes);
};

export interface Notice {
  title: string;
  body: string;
  /** The chat that a click opens; `null`: the window alone. */
  chatId: string | null;
}

/** The notification about something that has ended; `null`: none. `isFocused`: a window of Hearth has the focus. */
export const noticeOf = (happening: Happening, state: DesktopState, isFocused: boolean): Notice | null => {
  const { notifyAnswers, notifyDownloads, notifyTitles } = state.settings;
  if (isFocused) return null;
  switch (happening.what) {
    case 'answered':
    case 'answer-failed':
      return notifyAnswers && happening.ms >= longAnswerMs
        ? {
            title: words[happening.what],
            // Nothing of a chat is shown outside its window unless the user wants it.
            body: notifyTitles ? happening.title : words.after(happening.ms),
            chatId: happening.chatId,
          }
        : null;
    case 'downloaded':
    case 'download-failed':
      return notifyDownloads ? { title: words[happening.what], body: happening.name, chatId: null } : null;
  }
};

/** What the icon's menu says, one line each: what is in memory, and what is being processed. */
export const trayLines = ({ model, loading, running, downloads }: DesktopState): string[] => [
  loading !== null
    ? words.loading(loading)
    : model === null
      ? words.noModel
      : words.inMemory(model.name, model.bytes),
  ...running
    .slice(0, 3)
    .map(({ title, prefill }) => (prefill === null ? words.answering(title) : words.reading(title, prefill))),
  ...(running.length > 3 ? [words.more(running.length - 3)] : []),
  ...(downloads === null ? [] : [words.downloading(downloads.count, downloads.doneBytes, downloads.bytes)]),
];

/** The text beside the icon. */
export const trayHint = (state: DesktopState): string => `Hearth · ${trayLines(state)[0]!}`;

import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../asked.ts';

export const askedWords: Translated<typeof english.askedWords> = {
  prompt: {
    title: 'Ein Link möchte einen Chat mit diesem Text beginnen',
    what: 'Der Text kommt in das Nachrichtenfeld. Nichts wird gesendet, bis du es sendest.',
    yes: 'In das Nachrichtenfeld übernehmen',
  },
  chat: {
    title: 'Ein Link möchte diesen Chat öffnen',
    what: 'Nichts wird gesendet.',
    yes: 'Chat öffnen',
  },
  model: {
    title: 'Ein Link möchte dieses Modell anzeigen',
    what: 'Hearth fragt Hugging Face nach dem Modell. Nichts wird heruntergeladen, bis du es startest.',
    yes: 'Modell anzeigen',
  },
  file: {
    title: 'Diese Modelldatei laden?',
    what: 'Lade nur Dateien aus Quellen, denen du vertraust. Die Datei bleibt an ihrem Ort.',
    yes: 'Modell laden',
  },
  hidden: 'Die Zeichen ⟨U+…⟩ wären unsichtbar oder würden den Text umordnen.',
  noChat: 'Der Chat des Links ist nicht auf diesem Rechner.',
  unreadable: 'Ein Link an Hearth wurde ignoriert: Hearth kennt diese Art von Link nicht.',
};

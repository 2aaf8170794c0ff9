/** The German texts of everything that is shared, by the names of the English ones. */
import { answerSentences } from './answer.ts';
import { adviceSentences } from './advice.ts';
import { apiSentences } from './api.ts';
import { appSentences } from './app.ts';
import { backupSentences } from './backup.ts';
import { chatSentences } from './chats.ts';
import { cliCommandWords, cliSentences, cliWords } from './cli.ts';
import { databaseSentences } from './database.ts';
import { documentSentences } from './documents.ts';
import { downloadSentences } from './downloads.ts';
import { engineSentences } from './engine.ts';
import { formatSentences } from './format.ts';
import { ggufSentences } from './gguf.ts';
import { hubSentences } from './hub.ts';
import { librarySentences } from './library.ts';
import { exportTexts, measuringSentences } from './measuring.ts';
import { memorySentences } from './memory.ts';
import { networkSentences } from './network.ts';
import { presetSentences } from './presets.ts';
import { promptSentences } from './prompts.ts';
import { requestSentences } from './requests.ts';
import { searchSentences } from './search.ts';
import { entryTexts, groups, keysTexts, refusalTexts, settings, settingsSentences } from './settings.ts';
import { startSentences } from './start.ts';
import { syncSentences } from './sync.ts';
import { transferSentences } from './transfer.ts';
import { updateSentences } from './updates.ts';
import { coreTexts } from './core-texts.ts';
import { importWords } from './import-summary.ts';

export const german = {
  ...coreTexts,
  cliCommandWords,
  cliWords,
  importWords,
  exportTexts,
  entryTexts,
  groups,
  keysTexts,
  refusalTexts,
  settings,
  catalogue: {
    ...answerSentences,
    ...adviceSentences,
    ...apiSentences,
    ...appSentences,
    ...backupSentences,
    ...chatSentences,
    ...cliSentences,
    ...databaseSentences,
    ...documentSentences,
    ...downloadSentences,
    ...engineSentences,
    ...formatSentences,
    ...ggufSentences,
    ...hubSentences,
    ...librarySentences,
    ...measuringSentences,
    ...memorySentences,
    ...networkSentences,
    ...presetSentences,
    ...promptSentences,
    ...requestSentences,
    ...searchSentences,
    ...settingsSentences,
    ...startSentences,
    ...syncSentences,
    ...transferSentences,
    ...updateSentences,
  },
};

/**
 * LM Studio keeps models as `models/PUBLISHER/MODEL/FILE.gguf` in its home folder, or in the folder that its settings name.
 *
 * Sources: github.com/lmstudio-ai/lms, src/modelsFolder.ts (`downloadsFolder` of settings.json), and
 * github.com/lmstudio-ai/lmstudio.js, packages/lms-common-server/src/findLMStudioHome.ts (`.lmstudio-home-pointer`,
 * `.cache/lm-studio`, `.lmstudio`); github.com/lmstudio-ai/docs, 0_app/5_advanced/import-model.md (the folders in it).
 */
import { z } from 'zod';
import { applicationData, isWholePath, pathFor, readJson, readText, type System } from './system.ts';

const settings = z.object({ downloadsFolder: z.string().max(4096) });

/** Folders where the models may be, whether they exist or not. */
export const lmStudioFolders = (system: System): string[] => {
  const path = pathFor(system);
  const { home } = system;
  const pointer = readText(path.join(home, '.lmstudio-home-pointer'), 4096).trim();
  const homes = [
    ...(isWholePath(system, pointer) ? [pointer] : []),
    path.join(home, '.lmstudio'),
    path.join(home, '.cache', 'lm-studio'),
  ];
  // Older versions kept their settings in the system's folder for application data.
  const settingsFolders = [
    ...homes,
    path.join(applicationData(system, 'XDG_CONFIG_HOME', '.config'), 'LM Studio'),
  ];
  const chosen = settingsFolders
    .map(
      (folder) =>
        settings.safeParse(readJson(path.join(folder, 'settings.json'))).data?.downloadsFolder ?? '',
    )
    .filter((folder) => isWholePath(system, folder));
  return [...chosen, ...homes.map((folder) => path.join(folder, 'models'))];
};

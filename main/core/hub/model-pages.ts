/**
 * The pages of models on the hub that were opened: neither the window nor a download asks the hub for them again while they
 * are fresh.
 */
import type { HubFile, HubModelDetails } from '../../shared/contract/hub.ts';
import type { Hub } from './hub.ts';

const mostPages = 30;
const freshMs = 10 * 60_000;

/** `isHere`: whether a file of a repository is in the library, with all its parts. */
export const openModelPages = (
  hub: Pick<Hub, 'model'>,
  isHere: (repository: string, file: HubFile) => boolean,
): ((repository: string) => Promise<HubModelDetails>) => {
  const pages = new Map<string, { at: number; details: Promise<HubModelDetails> }>();
  const request = (repository: string): Promise<HubModelDetails> => {
    const details = hub.model(repository);
    pages.delete(repository);
    pages.set(repository, { at: performance.now(), details });
    details.catch(() => pages.delete(repository));
    if (pages.size > mostPages) pages.delete(pages.keys().next().value!);
    return details;
  };
  return async (repository) => {
    const page = pages.get(repository);
    const isFresh = page !== undefined && performance.now() - page.at < freshMs;
    const details = await (isFresh ? page.details : request(repository));
    // One of its files may have been downloaded since.
    return {
      ...details,
      files: details.files.map((file) => ({ ...file, isHere: isHere(repository, file) })),
    };
  };
};

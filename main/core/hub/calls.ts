/** The hub behind its calls; what would fit this machine is the matter of core/memory. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { hubCalls, HubModel, HubModelDetails } from '../../shared/contract/hub.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import { unsupportedProblem } from '../../shared/model/unsupported.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { readCatalogue } from './catalogue.ts';
import { openHub, type Hub, type HubOptions } from './hub.ts';
import { openModelPages } from './model-pages.ts';

interface Options extends Pick<HubOptions, 'outgoing' | 'hasToken' | 'isHere'> {
  engine: Engine;
  settings: KeptSettings;
  catalogueFile: string;
}

export interface OpenedHub {
  hub: Hub;
  /** A model's page, as it was opened. */
  pageOf(repository: string): Promise<HubModelDetails>;
  calls: Omit<HandlersOf<typeof hubCalls>, 'adviseCatalogue' | 'adviseQuantization'>;
}

export const serveHub = ({ engine, settings, catalogueFile, ...options }: Options): OpenedHub => {
  const hub = openHub({ ...options, places: () => settings.now });
  const pageOf = openModelPages(hub, options.isHere);
  const judged = <Found extends HubModel>(model: Found): Found => {
    const problem = unsupportedProblem(engine.can.architectures, model.architecture);
    return problem === null ? model : { ...model, problem };
  };
  return {
    hub,
    pageOf,
    calls: {
      searchHub: async (search) => {
        const { models, next } = await hub.search(search);
        return { models: models.map(judged), next };
      },
      hubModel: async ({ repository }) => judged(await pageOf(repository)),
      catalogue: () => readCatalogue(catalogueFile),
    },
  };
};

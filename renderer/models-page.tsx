/** Models: those here, those on the hub, what is being fetched, and what was sent for all that. */
import type { ComponentType } from 'react';
import { Tabs } from './controls/tabs.tsx';
import { useSession, useWindow } from './state/use-session.ts';
import type { ModelsTab } from './state/window-state.ts';
import { DownloadsSection } from './downloads/downloads-section.tsx';
import { together } from './downloads/together.ts';
import { FindSection } from './hub/find-section.tsx';
import { LibrarySection } from './library/library-section.tsx';
import { RequestsSection } from './network/requests-section.tsx';
import { modelsWords as words } from './words/models.ts';

const sections: Record<ModelsTab, ComponentType> = {
  library: LibrarySection,
  find: FindSection,
  downloads: DownloadsSection,
  requests: RequestsSection,
};

export const ModelsPage = () => {
  const session = useSession();
  const shown = useWindow((state) => state.modelsTab);
  const underWay = useWindow(({ downloads }) => together(downloads ?? []).count);
  const Section = sections[shown];
  return (
    <Tabs
      id="models"
      label={words.title}
      tabs={[
        { id: 'library', label: words.tabs.library },
        { id: 'find', label: words.tabs.find },
        {
          id: 'downloads',
          label: words.tabs.downloads,
          mark: underWay > 0 && <span className="tab-count">{underWay}</span>,
        },
        { id: 'requests', label: words.tabs.requests },
      ]}
      shown={shown}
      show={session.showModels}
      panelClass={`models-panel is-${shown}`}
    >
      <Section />
    </Tabs>
  );
};

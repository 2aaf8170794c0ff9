/** One model of the library: its facts, its memory use, its load settings, its files, and a button that deletes it. */
import { useId, type ReactNode } from 'react';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { FitSection } from '../memory/fit-section.tsx';
import { wishOf } from '../memory/use-fit.ts';
import { LoadButton } from '../engines/load-button.tsx';
import { LoadSettingsFields } from '../engines/load-settings.tsx';
import { countSet, useLoadSettings } from '../engines/use-load-settings.ts';
import { whyNotLoaded } from '../words/models.ts';
import { Pane } from '../controls/pane.tsx';
import { DraftChoice } from './draft-choice.tsx';
import { DeleteModel } from './delete-model.tsx';
import { briefOf, rowButtonId } from './library-row.tsx';
import { ModelFactsList } from './model-facts.tsx';
import { ModelFiles } from './model-files.tsx';
import { ModelMetadata } from './model-metadata.tsx';
import { modelPageWords as words } from '../words/library.ts';

export const ModelPane = ({ model }: { model: LibraryModel }) => {
  const session = useSession();
  const settings = useWindow((state) => state.settings);
  const isLoaded = useWindow(({ engine }) => engine?.model?.path === model.path);
  const own = useLoadSettings(model.path);
  const { path, name, architecture, kind, owner, problem } = model;
  const why = whyNotLoaded(model);
  const canChat = why === null || (kind === 'base' && problem === null);
  // A base model can answer once it has a template.
  const isReady = why === null || (canChat && (own.own?.chatTemplate ?? null) !== null);

  return (
    <Pane
      title={name}
      about={`${architecture} · ${briefOf(model)}`}
      back={words.back}
      returnTo={rowButtonId(path)}
    >
      {why !== null && !isReady && <p className={problem === null ? 'panel-note' : 'field-problem'}>{why}</p>}
      {canChat && <LoadButton path={path} isDisabled={!isReady} />}
      {canChat && (
        <FitSection
          wish={settings && own.own ? wishOf(settings, own.own) : null}
          trained={model.trainedContextLength}
          ask={(wish) => session.call('fitModel', { path, wish })}
          keep={own.change}
        />
      )}
      <ModelFactsList model={model} />
      {isLoaded && owner !== 'starter' && <DraftChoice model={model} />}
      {canChat && (
        <Section
          section="load-settings"
          label={words.loadSettings}
          mark={own.own && countSet(own.own) > 0 ? words.changed(countSet(own.own)) : null}
        >
          <LoadSettingsFields path={model.path} {...own} />
        </Section>
      )}
      <Section section="model-files" label={words.files} mark={null}>
        <ModelFiles model={model} />
      </Section>
      {problem === null && (
        <Section section="model-metadata" label={words.fileMetadata} mark={null}>
          <ModelMetadata path={path} />
        </Section>
      )}
      <DeleteModel model={model} />
    </Pane>
  );
};

interface SectionProps {
  section: string;
  label: string;
  mark: string | null;
  children: ReactNode;
}

/** Details that not everyone wants to see; drawn once they are opened. */
const Section = ({ section, label, mark, children }: SectionProps) => {
  const [isOpen, toggle] = useDisclosure(section, false);
  const id = useId();
  return (
    <section className="pane-section">
      <h3>
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls={id}>
          {label}
          {mark !== null && <span className="hint">{mark}</span>}
        </DisclosureButton>
      </h3>
      {isOpen && <div id={id}>{children}</div>}
    </section>
  );
};

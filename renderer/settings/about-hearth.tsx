/** About Hearth: its version, new versions, the licences of its parts, and where its files are. */
import { useWindow } from '../state/use-session.ts';
import { settingsWords } from '../words/settings.ts';
import { Licences } from './licences.tsx';
import { Updates } from './updates.tsx';

const words = settingsWords.facts;

export const AboutHearth = () => {
  const app = useWindow((state) => state.app);
  return (
    <>
      {app !== null && (
        <dl className="facts">
          <dt>{words.version}</dt>
          <dd>{app.version}</dd>
          <dt>{words.models}</dt>
          <dd className="path">{app.modelFolder}</dd>
          <dt>{words.dataFolder}</dt>
          <dd className="path">{app.dataFolder}</dd>
        </dl>
      )}
      <Updates />
      <Licences />
    </>
  );
};

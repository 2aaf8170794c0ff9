/** The server: whether it runs, where, and its settings. */
import { X } from 'lucide-react';
import type { ApiStatus } from '../../main/shared/contract/api.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { NotHere } from '../controls/not-here.tsx';
import { GlobalSetting } from '../controls/setting-field.tsx';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { serverWords } from '../words/local-server.ts';
import { sentenceOf } from '../words/told.ts';
import { ServerSettings } from './server-settings.tsx';

const words = serverWords.server;

export const ServerSection = () => {
  const session = useSession();
  const status = useWindow((state) => state.apiStatus);
  const isWanted = useWindow((state) => state.settings?.apiServer === true);
  const hasSettings = useWindow((state) => state.settings !== null);
  const asked = useAsked(status === null, session.askApiStatus);
  if (status === null || !hasSettings) return <NotHere asked={asked} waiting={words.loading} />;
  return (
    <div className="server">
      <div className="server-head">
        <GlobalSetting name="apiServer" />
        <State status={status} isWanted={isWanted} />
      </div>
      {status.state === 'off' ? <FoldedSettings /> : <ServerSettings />}
    </div>
  );
};

const State = ({ status, isWanted }: { status: ApiStatus; isWanted: boolean }) => {
  if (status.state === 'failed')
    return (
      <p className="server-problem" role="alert">
        {status.problem === null ? words.failed : sentenceOf(status.problem)}
      </p>
    );
  if (status.state === 'off')
    return isWanted ? (
      <p role="status">{words.starting}</p>
    ) : (
      <p className="server-off" role="status">
        {words.off}
      </p>
    );
  return <Running status={status} />;
};

/** While the server is off, its settings are folded. */
const FoldedSettings = () => {
  const [isOpen, toggle] = useDisclosure('server-settings', false);
  return (
    <>
      <div>
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls="server-settings">
          {words.settings}
        </DisclosureButton>
      </div>
      {isOpen && (
        <div id="server-settings" className="server-folded">
          <ServerSettings />
        </div>
      )}
    </>
  );
};

const Running = ({ status: { addresses, running, waiting, besideModels } }: { status: ApiStatus }) => {
  const { showPage } = useSession();
  const [own, ...others] = addresses;
  return (
    <>
      <p className="server-state" data-busy={running > 0 || undefined} role="status">
        {running === 0 && waiting === 0 ? words.idle : words.busy(running, waiting)}
      </p>
      {own !== undefined && (
        <dl className="addresses" aria-label={words.addresses}>
          <Address term={words.openAi} address={`${own}/v1`} />
          <Address term={words.others} address={own} />
          {others.map((address) => (
            <Address key={address} term={words.alsoAt} address={address} />
          ))}
        </dl>
      )}
      {besideModels.length > 0 && <BesideModels models={besideModels} />}
      <div className="server-tools">
        <button type="button" className="button is-main" onClick={() => showPage('api', 'connect')}>
          {words.connect}
        </button>
        <button type="button" className="button" onClick={() => showPage('api', 'requests')}>
          {words.viewRequests}
        </button>
      </div>
    </>
  );
};

/** The models that programs have loaded, which take memory although nobody has opened them here. */
const BesideModels = ({ models }: { models: ApiStatus['besideModels'] }) => {
  const { unloadBesideModel } = useSession();
  return (
    <dl className="addresses" aria-label={words.besideModels}>
      {models.map(({ path, title, engine: { state } }) => (
        <div key={path}>
          <dt>{state === 'ready' ? words.besideModel : words.besideLoading}</dt>
          <dd>
            <span className="beside-model">{title}</span>
            <button
              type="button"
              className="icon-button"
              aria-label={words.unload(title)}
              title={words.unload(title)}
              onClick={() => void unloadBesideModel(path)}
            >
              <X aria-hidden />
            </button>
          </dd>
        </div>
      ))}
    </dl>
  );
};

const Address = ({ term, address }: { term: string; address: string }) => (
  <div>
    <dt>{term}</dt>
    <dd>
      <span className="path">{address}</span>
      <CopyButton label={words.copyAddress(address)} text={() => address} />
    </dd>
  </div>
);

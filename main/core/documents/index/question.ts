/** What a question asks an index for. */
import { fold } from '../../../shared/search/fold.ts';
import { pageWord, withNameParts } from './text-words.ts';

/** More words of a question than this are left out; a longer one is a pasted text. */
const mostWords = 24;

/**
 * Words that say nothing of what a question is about, folded, by language: `die` and `war` are words of English, too, so those of one
 * language are left out, the one with most of the words of the question.
 */
const stopWords: readonly ReadonlySet<string>[] = [
  // English
  `a about above after again all also am an and any anyone anything are as at be because been before being below between both but by
  can could did do does doing done down during each else ever every few for from further get gets give given gives go goes got had has
  have having he her here hers herself him himself his how however i if in into is it its itself just let like many may me might more
  most much must my myself no nor not now of off on once one only onto or other our ours out over own please say says said same shall
  she should so some such tell than that the their theirs them then there these they thing things this those through to too under
  until up upon us use used using very want was way we were what whatever when where whether which while who whom whose why will with
  without would yes yet you your yours yourself
  describe explain find list mention mentioned name show state stated summarise summarize
  according document documents file page pages passage passages section text s t re ve ll d m don doesn didn isn wasn aren couldn wouldn shouldn won hasn haven hadn`,
  // German
  `aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf aus bei beim bin bis bist
  bitte da dabei dadurch dafur damit dann darf darin das dass dazu dein deine dem den denn der deren des dessen dich die dies diese
  diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer fur gab gegen geht gibt hab
  habe haben hast hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder
  jedes jene jetzt kann kein keine keinem keinen keiner konnen konnte konnten machen man manche mehr mein meine mich mir mit muss mussen
  nach nicht nichts noch nun nur ob oder ohne sagt sehr sein seine seinem seinen seiner seit sich sie sind so soll sollen sollte sollten
  sondern sonst uber um und uns unser unter viel viele vom von vor wann war waren warum was wegen weil welche welchem welchen welcher
  welches wem wen wenn wer werde werden wessen weshalb wie wieviel wieder wieso will wir wird wo wofur womit woran wurde wurden zu zum
  zur zwar zwischen beschreibe erklare nenne zeige dokument datei seite seiten abschnitt`,
  // French
  `a au aux avec c ce ces cet cette ceux chez comment combien comme d dans de des dont du elle elles en entre est et etait etaient ete
  etre eu fait font il ils j je l la laquelle le lequel les lesquels leur leurs lui m ma mais me mes moi mon n ne ni nos notre nous on
  ont ou par parce pas pendant peut plus pour pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se selon ses si son sont
  sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vos votre vous y document page texte`,
  // Spanish
  `a al algo alguna algunas alguno algunos ante antes aunque cada como con cual cuales cualquier cuando cuanta cuantas cuanto cuantos de
  del desde donde dos el ella ellas ellos en entre era eran eres es esa esas ese eso esos esta estaba estan estas este esto estos fue
  fueron ha habia han hasta hay la las le les lo los mas me mi mis mucho muy nada ni no nos nosotros o otra otras otro otros para pero por
  porque puede pueden que quien quienes se sea ser si sin sobre solo son su sus tambien tan te tiene tienen todo todos tu tus un una unas
  uno unos usted y ya yo documento pagina texto`,
  // Italian
  `a ad agli ai al alla alle anche avere c che chi ci come con cosa cui da dai dal dalla dalle degli dei del della delle dello di dove e
  ed era essere fa gli ha hanno i il in io l la le lei li lo loro lui ma mi ne nei nel nella nelle noi non o per perche piu po puo quale
  quali quando quanta quante quanti quanto quella quelle quelli quello questa queste questi questo se si sia sono su sua sue sui sul
  sulla suo tra tu tutti tutto un una uno vi voi documento pagina testo`,
  // Portuguese
  `a ao aos as ate com como da das de dela dele depois do dos e ela elas ele eles em entre era essa esse esta estao este eu foi foram ha
  isso isto ja la lhe mais mas me mesmo muito na nao nas nem no nos o onde os ou para pela pelo por porque pode qual quais quando quanta
  quantas quanto quantos que quem se sem ser seu seus so sua suas sao tambem te tem um uma umas voce documento pagina texto`,
  // Dutch
  `aan al alle als bij dan dat de der deze die dit doen door dus een en er ge geen had heb hebben heeft het hij hoe hoeveel hun ik in is ja
  je kan kunnen maar me meer men met mij mijn moet na naar niet nog nu of om onder ons ook op over te tegen toch toen tot u uit uw van veel
  voor waar waarom wanneer was wat we welk welke werd wie wij wil worden wordt zal ze zei zich zij zijn zo zonder zou document pagina`,
  // Russian
  `а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до его ее если есть еще же за здесь и
  из или им их к как какая какие какой какое какую когда кого который которая кто куда ли либо мне может мы на над надо наш не него нее
  нет ни них но ну о об один он она они оно от откуда очень по под почему при с сколько со так также такой там то тоже только тот ты у уже
  чего чем что чтобы чье чья эта эти это я документ страница текст`,
].map((words) => new Set(words.trim().split(/\s+/)));

/** The words without the stop words of their language. */
const withoutStopWords = (words: readonly string[]): string[] => {
  let [best, most] = [stopWords[0]!, 0];
  for (const some of stopWords) {
    const count = words.filter((word) => some.has(word)).length;
    if (count > most) [best, most] = [some, count];
  }
  return words.filter((word) => !best.has(word));
};

/** Question words of Chinese, which has no spaces between words. */
const stopCharacters =
  /什么|什麼|怎么|怎麼|怎样|多少|哪里|哪裡|哪些|哪几种|几种|为什么|為什麼|[的是了吗嗎呢在有谁誰哪从從被会會很都]/gu;

const asksForNumber =
  /\bhow (many|much|long|often|high|far|old|large|big|early|late|full|wide|deep)\b|\bwhen\b|\bprice|\bcost|\bwie ?(viel|lange|oft|hoch|weit|alt|gross|spat|fruh)|\bwann\b|\bkostet|多少|几|كم|متى/u;

export interface Question {
  /** Folded, without duplicates. */
  words: string[];
  /** Its answer has a number in all likelihood. */
  asksForNumber: boolean;
}

/** Pages that a folded question names. */
const namedPage = /\b(?:pages?|p\.|seiten?|s\.|slides?|folien?|paginas?|pag\.) ?(\d{1,5})\b/gu;

/** What a question asks for; `null` if it has only words such as "what is this about". */
export const questionOf = (text: string): Question | null => {
  const folded = fold(text);
  const spaced = fold(withNameParts(text)).replaceAll(stopCharacters, ' ');
  const all = new Set(spaced.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []);
  const pages = [...folded.matchAll(namedPage)].map(([, page]) => pageWord(Number(page)));
  const words = [...pages, ...withoutStopWords([...all])].slice(0, mostWords);
  return words.length === 0 ? null : { words, asksForNumber: asksForNumber.test(folded) };
};

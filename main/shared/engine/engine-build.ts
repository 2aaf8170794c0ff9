/** The builds of node-llama-cpp and llama.cpp as one text: a KV state can only be read by the builds that wrote it. */
export const engineBuildText = ({ library, llamaCpp }: { library: string; llamaCpp: string }): string =>
  `${library} ${llamaCpp}`;

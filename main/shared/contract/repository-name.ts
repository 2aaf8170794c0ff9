/** `owner/name`, as the hub names a model. Neither part begins with a dot, so neither can lead out of a folder. */
export const repositoryName = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;

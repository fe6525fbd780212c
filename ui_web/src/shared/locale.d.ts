type Catalogue = Record<
  import("./i18n").MessageId,
  import("@formatjs/icu-messageformat-parser").MessageFormatElement[]
>;

declare module "locale:en" {
  const messages: Catalogue;
  export default messages;
}

declare module "locale:zh-CN" {
  const messages: Catalogue;
  export default messages;
}

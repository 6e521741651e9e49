// Language, theme and single keys of this device. The links carry data-set-theme, data-set-language, data-set-keys.
const YEAR = 31536000;

export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `relief_${name}=${value}; Path=/; Max-Age=${YEAR}; SameSite=Lax${secure}`;
}

export function setTheme(theme) {
  remember("theme", theme);
  document.documentElement.dataset.theme = theme;
  document.dispatchEvent(new CustomEvent("theme:changed", { detail: { theme } }));
}

export function setKeys(on) {
  remember("keys", on ? "on" : "off");
  document.documentElement.dataset.keys = on ? "on" : "off";
}

export function setLanguage(language) {
  remember("language", language);
  location.reload();
}

export function isDark() {
  return getComputedStyle(document.documentElement).colorScheme === "dark";
}

function chosen(event) {
  const { setTheme: theme, setLanguage: language } = event.target.closest?.("[data-set-theme], [data-set-language]")?.dataset ?? {};
  if (theme) setTheme(theme === "other" ? (isDark() ? "light" : "dark") : theme);
  if (language) setLanguage(language);
  if (theme || language) event.preventDefault();
}

export function startLook() {
  document.addEventListener("click", chosen);
}

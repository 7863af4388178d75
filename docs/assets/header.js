/*
 * What of the header works by script alone, as mkdocs-material 9.8.1 writes it into every page (partials/header.html,
 * search.html, palette.html and javascripts/palette.html, MIT licence), in a file: the toggles that its scripts ask for, the
 * title, light and dark, the search dialog, the place for messages. Runs behind the header, before anything is drawn.
 */
{
  const ICONS = {
    arrow: "M20 11v2H8l5.5 5.5-1.42 1.42L4.16 12l7.92-7.92L13.5 5.5 8 11z",
    close: "M19 6.41 17.59 5 12 10.59 6.41 5 5 6.41 10.59 12 5 17.59 6.41 19 12 13.41 17.59 19 19 17.59 13.41 12z",
    logo: "M11 3h2v3h7v2h-1l3 7h-8l3-7h-4v11h5v2H6v-2h5V8H7l3 7H2l3-7H4V6h7z",
    moon: "M12 3a9 9 0 1 0 9 9 7 7 0 0 1-9-9",
    search: "M10 3a7 7 0 1 0 4.2 12.6L19.5 21l1.5-1.5-5.4-5.3A7 7 0 0 0 10 3m0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10",
    sun: "M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10M11 1h2v4h-2zm0 18h2v4h-2zM1 11h4v2H1zm18 0h4v2h-4z",
  }
  const icon = name => `<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`
  const toggle = name =>
    `<input class="md-toggle" data-md-toggle="${name}" type="checkbox" id="__${name}" autocomplete="off" aria-hidden="true">`
  const scheme = ([media, name, drawn, other], place) => `
    <input class="md-option" data-md-color-media="(prefers-color-scheme: ${media})" data-md-color-scheme="${name}"
      aria-label="Switch to ${other}" type="radio" name="__palette" id="__palette_${place}">
    <label class="md-header__button md-icon" title="Switch to ${other}" for="__palette_${1 - place}"
      hidden>${icon(drawn)}</label>`
  const SCHEMES = [["light", "default", "moon", "dark"], ["dark", "slate", "sun", "light"]]
  const SEARCH = `
    <label class="md-header__button md-icon" for="__search">${icon("search")}</label>
    <div class="md-search" data-md-component="search" role="dialog" aria-label="Search">
      <label class="md-search__overlay" for="__search"></label>
      <div class="md-search__inner" role="search" aria-label="All pages">
        <form class="md-search__form" name="search">
          <input type="text" class="md-search__input" name="query" aria-label="Search" placeholder="Search"
            autocapitalize="off" autocorrect="off" autocomplete="off" spellcheck="false"
            data-md-component="search-query" required>
          <label class="md-search__icon md-icon" for="__search">${icon("search")}${icon("arrow")}</label>
          <div class="md-search__options"><button type="reset" class="md-search__icon md-icon"
            title="Clear" aria-label="Clear" tabindex="-1">${icon("close")}</button></div>
        </form>
        <div class="md-search__output"><div class="md-search__scrollwrap" tabindex="0" data-md-scrollfix>
          <div class="md-search-result" data-md-component="search-result">
            <div class="md-search-result__meta">Initializing search</div>
            <ol class="md-search-result__list" role="presentation"></ol>
          </div>
        </div></div>
      </div>
    </div>`
  const header = document.currentScript.previousElementSibling
  const brand = header.querySelector("a")
  const topic = text => {
    const place = document.createElement("div")
    place.className = "md-header__topic"
    place.innerHTML = `<span class="md-ellipsis"></span>`
    place.firstChild.textContent = text
    return place
  }

  brand.insertAdjacentHTML("afterend", `
    <div class="md-header__title" data-md-component="header-title"><div class="md-header__ellipsis"></div></div>
    <form class="md-header__option" data-md-component="palette">${SCHEMES.map(scheme).join("")}</form>${SEARCH}`)
  header.querySelector(".md-header__ellipsis").append(
    topic(brand.textContent), topic(document.title.replace(/ - [^-]*$/, "")))
  brand.className = "md-header__button md-logo"
  brand.dataset.mdComponent = "logo"
  brand.setAttribute("aria-label", brand.textContent)
  brand.title = brand.textContent
  brand.innerHTML = icon("logo")
  header.insertAdjacentHTML("beforebegin",
    `${toggle("drawer")}${toggle("search")}
    <a class="md-skip" href="#main">Skip to the content</a>
    <div class="md-dialog" data-md-component="dialog"><div class="md-dialog__inner md-typeset"></div></div>`)

  /* The colours that a reader chose are set before the page is drawn. */
  const chosen = __md_get("__palette")?.color?.scheme
  if (chosen) document.body.setAttribute("data-md-color-scheme", chosen)
}

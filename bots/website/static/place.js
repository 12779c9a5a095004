// Where the citizen stands, if they and their browser want to say.

const OPTIONS = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };

/** The place as [latitude, longitude]. Throws an Error whose message is the key of the words to say. */
export function whereAmI() {
  return new Promise((resolve, reject) => {
    // Not there over plain http, and in old browsers.
    if (!navigator.geolocation || !window.isSecureContext) return reject(new Error("place_failed"));
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.latitude, coords.longitude]),
      (error) => reject(new Error(error.code === error.PERMISSION_DENIED ? "place_denied" : "place_failed")),
      OPTIONS,
    );
  });
}

// Names of emoji, as Slack calls them, and their characters. Others are shown as :name:.

const TABLE = `+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|heart ❤️|joy 😂|smile 😄|slightly_smiling_face 🙂|wink 😉|grin 😁
laughing 😆|sweat_smile 😅|rolling_on_the_floor_laughing 🤣|blush 😊|heart_eyes 😍|thinking_face 🤔|neutral_face 😐
upside_down_face 🙃|sunglasses 😎|cry 😢|sob 😭|scream 😱|rage 😡|sleeping 😴|see_no_evil 🙈|wave 👋|clap 👏|pray 🙏
raised_hands 🙌|muscle 💪|ok_hand 👌|eyes 👀|point_up ☝️|point_right 👉|point_left 👈|point_down 👇|handshake 🤝|tada 🎉
fire 🔥|rocket 🚀|star ⭐|star2 🌟|sparkles ✨|zap ⚡|boom 💥|100 💯|white_check_mark ✅|heavy_check_mark ✔️|x ❌
warning ⚠️|rotating_light 🚨|no_entry ⛔|no_entry_sign 🚫|question ❓|exclamation ❗|bulb 💡|memo 📝|pushpin 📌|calendar 📅
date 📅|clock1 🕐|hourglass ⌛|hourglass_flowing_sand ⏳|alarm_clock ⏰|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉
bar_chart 📊|bug 🐛|wrench 🔧|hammer 🔨|gear ⚙️|lock 🔒|unlock 🔓|key 🔑|link 🔗|mag 🔍|bell 🔔|no_bell 🔕|email 📧
envelope ✉️|phone 📞|computer 💻|package 📦|truck 🚚|bike 🚲|bicyclist 🚴|snowflake ❄️|snowman ⛄|sunny ☀️|rain_cloud 🌧️
umbrella ☔|coffee ☕|beer 🍺|beers 🍻|cake 🍰|birthday 🎂|pizza 🍕|cookie 🍪|waffle 🧇|cat 🐱|dog 🐶|robot_face 🤖|ghost 👻
skull 💀|hand ✋|raised_hand ✋|facepalm 🤦|shrug 🤷|man-shrugging 🤷‍♂️|woman-shrugging 🤷‍♀️|hugging_face 🤗|partying_face 🥳
green_heart 💚|blue_heart 💙|yellow_heart 💛|purple_heart 💜|broken_heart 💔|red_circle 🔴|large_green_circle 🟢
large_yellow_circle 🟡|large_blue_circle 🔵|white_circle ⚪|arrow_right ➡️|arrow_up ⬆️|arrow_down ⬇️|rewind ⏪|repeat 🔁
speech_balloon 💬|newspaper 📰|books 📚|bookmark 🔖|clipboard 📋|wastebasket 🗑️|seedling 🌱|evergreen_tree 🌲|trophy 🏆
medal 🏅|crossed_fingers 🤞|v ✌️|nerd_face 🤓|exploding_head 🤯|melting_face 🫠|saluting_face 🫡|heavy_plus_sign ➕|ok 🆗
four_leaf_clover 🍀|house 🏠|office 🏢|world_map 🗺️|flag-no 🇳🇴|flag-de 🇩🇪|flag-nl 🇳🇱|flag-fr 🇫🇷|flag-jp 🇯🇵`;

const CHARACTERS = new Map(TABLE.split(/[|\n]/).map((one) => one.split(" ")));

/** The names one can complete, in the table's order. */
export const NAMES = [...CHARACTERS.keys()];

/** The names offered first to react with. */
export const FIRST = ["+1", "eyes", "white_check_mark", "heart", "tada", "joy", "pray", "raised_hands", "thinking_face", "-1"];

/** The character of a name, or :name: where it isn't known. Skin tones are left out. */
export function emoji(name) {
  return CHARACTERS.get(String(name).split("::")[0]) || `:${name}:`;
}

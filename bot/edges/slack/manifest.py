"""The Slack app as its manifest describes it: what it may do, and no more than it needs."""

from __future__ import annotations

from collections.abc import Mapping

# Scope -> what needs it.
ALERTING: Mapping[str, str] = {
    "chat:write": "posts alerts",
    "channels:history": "looks in public channels whether a message of unknown fate arrived",
    "groups:history": "looks in private channels whether a message of unknown fate arrived",
    "files:write": "puts the map into the thread",
}
TRIAGE: Mapping[str, str] = {
    "commands": "hears /gatewatch",
    "usergroups:read": "knows who is in the user groups that may judge alerts",
}
# Scope -> why a token should not have it.
UNWANTED: Mapping[str, str] = {
    "chat:write.public": "the bot could post where it is no member and cannot read whether a message arrived",
    "chat:write.customize": "alerts come under one name and picture",
}
COMMAND = "/gatewatch"

_COLOUR = "#1b3a57"


def scopes(*, triage: bool) -> tuple[str, ...]:
    """What a bot token needs."""
    return (*ALERTING, *TRIAGE) if triage else tuple(ALERTING)


def manifest(*, triage: bool) -> dict[str, object]:
    """The manifest; without triage the app only posts, and has neither buttons nor commands."""
    features: dict[str, object] = {"bot_user": {"display_name": "gatewatch", "always_online": True}}
    if triage:
        features["slash_commands"] = [_command()]
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Gatewatch",
            "description": "Tells where people on sanctions lists are reported to travel",
            "background_color": _COLOUR,
        },
        "features": features,
        "oauth_config": {"scopes": {"bot": list(scopes(triage=triage))}},
        "settings": {
            "interactivity": {"is_enabled": triage},
            "org_deploy_enabled": False,
            "socket_mode_enabled": triage,
            "token_rotation_enabled": False,
        },
    }


def _command() -> dict[str, object]:
    return {
        "command": COMMAND,
        "description": "Ask Gatewatch how it is, who is listed, why it told something; mute somebody",
        "usage_hint": "status | find NAME | mute NAME 7d | unmute NAME | mutes | why ALERT | feeds | help",
        "should_escape": True,  # what is typed comes with < and > as entities, and user names as ids
    }

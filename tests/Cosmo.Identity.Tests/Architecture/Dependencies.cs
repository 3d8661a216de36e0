using System.Reflection;
using System.Reflection.Emit;

namespace Cosmo.Identity.Tests.Architecture;

/// <summary>What every type of an assembly refers to: in its shape and in each instruction of its methods, lambdas and state machines included.</summary>
internal static class Dependencies
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    /// <summary>The pairs of an outermost type and a type that it refers to.</summary>
    public static IReadOnlyList<(Type From, Type To)> Of(Assembly assembly) =>
        [.. assembly.GetTypes().SelectMany(type => ReferredBy(type).SelectMany(Unfold).Select(to => (Outermost(type), Outermost(to)))).Distinct()];

    private static IEnumerable<Type> ReferredBy(Type type)
    {
        IEnumerable<Type?> shape = [type.BaseType, .. type.GetInterfaces(), .. type.GetCustomAttributesData().Select(attribute => attribute.AttributeType)];
        var fields = type.GetFields(All).Select(field => field.FieldType);
        MethodBase[] methods = [.. type.GetMethods(All), .. type.GetConstructors(All)];
        return shape.OfType<Type>().Concat(fields).Concat(methods.SelectMany(Signature)).Concat(methods.SelectMany(Body));
    }

    private static IEnumerable<Type> Signature(MethodBase method) =>
        [.. method.GetParameters().Select(parameter => parameter.ParameterType), .. method is MethodInfo { ReturnType: var returned } ? [returned] : Type.EmptyTypes];

    private static IEnumerable<Type> Body(MethodBase method)
    {
        if (method.GetMethodBody() is not { } body || body.GetILAsByteArray() is not { } code)
        {
            yield break;
        }

        foreach (var local in body.LocalVariables)
        {
            yield return local.LocalType;
        }

        foreach (var token in Tokens(code))
        {
            foreach (var type in Resolve(method, token))
            {
                yield return type;
            }
        }
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var position = 0; position < code.Length;)
        {
            short value = code[position++];
            if (value == 0xFE)
            {
                value = (short)((0xFE << 8) | code[position++]);
            }

            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
            {
                yield return BitConverter.ToInt32(code, position);
            }

            position += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, position)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Resolve(MethodBase method, int token)
    {
        var ofType = method.DeclaringType is { IsGenericType: true } generic ? generic.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        return method.Module.ResolveMember(token, ofType, ofMethod) switch
        {
            Type type => [type],
            MethodInfo { IsGenericMethod: true } called => [called.DeclaringType!, .. called.GetGenericArguments()],
            { DeclaringType: { } declaring } => [declaring],
            _ => [],
        };
    }

    private static IEnumerable<Type> Unfold(Type type)
    {
        if (type.HasElementType)
        {
            return Unfold(type.GetElementType()!);
        }

        return type.IsGenericParameter ? [] : type.IsGenericType ? [type.GetGenericTypeDefinition(), .. type.GetGenericArguments().SelectMany(Unfold)] : [type];
    }

    private static Type Outermost(Type type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }
}
